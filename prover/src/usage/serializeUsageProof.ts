import { fieldToHex } from '../field/fieldToHex.js';
import { toProofArgument } from '../statement/toProofArgument.js';
import type { Resource } from './Resource.js';
import type { UsageProof } from './UsageProof.js';

/** A usage proof as JSON; the proof as the contract takes it, eight words. */
export type SerializedUsageProof = {
  statement: 'usage';
  serial: number;
  rootBefore: string;
  rootAfter: string;
  resource: Resource;
  /** A decimal string. */
  minIncrease: string;
  /** Decimal strings. */
  batches?: { before: string; after: string };
  /** Eight words, `0x` and 64 digits. */
  proof: string[];
};

/** A usage proof as JSON. Nothing in it is secret. */
export function serializeUsageProof(given: UsageProof): SerializedUsageProof {
  const { serial, rootBefore, rootAfter, resource, minIncrease, batches, proof } = given;
  return {
    statement: 'usage',
    serial,
    rootBefore: fieldToHex(rootBefore),
    rootAfter: fieldToHex(rootAfter),
    resource,
    minIncrease: `${minIncrease}`,
    ...(batches === undefined ? {} : { batches: { before: `${batches.before}`, after: `${batches.after}` } }),
    proof: toProofArgument(proof).map(fieldToHex),
  };
}
