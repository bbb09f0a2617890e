import type { Hex } from 'viem';

/** One step of the second phase, as the proving key's transcript has it. */
export type SetupContribution = {
  /** A person's secret, or a public beacon that everyone can recompute. */
  kind: 'contribution' | 'beacon';
  /** What the contributor called itself; empty where it didn't. */
  name: string;
  /** BLAKE2b of the contribution, as snarkjs prints it. */
  hash: Hex;
};

/** Where a statement's keys come from. */
export type StatementSetup = {
  /** sha256 of the proving key's file. */
  zkeyHash: Hex;
  /** The second phase's contributions in order; at least one, without which γ = δ and proofs could be forged. */
  contributions: readonly SetupContribution[];
} & (
  | {
      /** Of published secrets: anyone can forge proofs under them. */
      kind: 'development';
    }
  | {
      /** Of a pinned powers-of-tau file, with a phase-2 transcript that was verified against it. */
      kind: 'ceremony';
      /** BLAKE2b-512 of the powers-of-tau file. */
      ptauHash: Hex;
    }
);
