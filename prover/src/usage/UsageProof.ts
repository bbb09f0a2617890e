import type { Groth16Proof } from '../statement/Groth16Proof.js';
import type { Resource } from './Resource.js';

/** What a usage proof states. All of it is public, and nothing else is revealed: not by how much more the counter rose. */
export type UsageStatement = {
  /** Serial of the provider's earning account. */
  serial: number;
  /** The state root to count from. */
  rootBefore: bigint;
  /** The state root to count to. */
  rootAfter: bigint;
  resource: Resource;
  /** Units of the resource by which the account's counter rose at least, below 2^44. */
  minIncrease: bigint;
};

/** A usage statement with its proof. */
export type UsageProof = UsageStatement & {
  statement: 'usage';
  /** The batches that the roots are of, where they are known: what `verifyUsage` on the chain takes. */
  batches?: { before: bigint; after: bigint };
  proof: Groth16Proof;
};
