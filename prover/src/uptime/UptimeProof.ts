import type { Address } from 'viem';
import type { Groth16Proof } from '../statement/Groth16Proof.js';

/** What an uptime proof states. All of it is public, and nothing else is revealed. */
export type UptimeStatement = {
  provider: Address;
  epoch: number;
  /** The roots of the committee's members in their order; 0 for one that posted none or was struck. Five of them. */
  roots: readonly bigint[];
  /** Slots that fewer than 3 of the members saw up, of 96. */
  missedSlots: number;
};

/** An uptime statement with its proof. */
export type UptimeProof = UptimeStatement & { statement: 'uptime'; proof: Groth16Proof };
