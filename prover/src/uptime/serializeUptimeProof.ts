import { fieldToHex } from '../field/fieldToHex.js';
import { toProofArgument } from '../statement/toProofArgument.js';
import type { UptimeProof } from './UptimeProof.js';

/** An uptime proof as JSON; the proof as the contract takes it, eight words. */
export type SerializedUptimeProof = {
  statement: 'uptime';
  provider: string;
  epoch: number;
  /** Five words, `0x` and 64 digits. */
  roots: string[];
  missedSlots: number;
  /** Eight words, `0x` and 64 digits. */
  proof: string[];
};

/** An uptime proof as JSON. Nothing in it is secret. */
export function serializeUptimeProof({
  provider,
  epoch,
  roots,
  missedSlots,
  proof,
}: UptimeProof): SerializedUptimeProof {
  return {
    statement: 'uptime',
    provider,
    epoch,
    roots: roots.map(fieldToHex),
    missedSlots,
    proof: toProofArgument(proof).map(fieldToHex),
  };
}
