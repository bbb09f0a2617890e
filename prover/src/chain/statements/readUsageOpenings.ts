import { earningTerms } from '../../core/account/terms.js';
import { loadCrypto } from '../../core/hash/crypto.js';
import type { UsageOpening } from '../../statements/usage/proveUsage.js';
import { usageError } from '../../statements/usage/usageErrors.js';
import type { TreeOpening } from '../rebuild/rebuildTree.js';
import { type RebuildTreeParameters, rebuildTree } from '../rebuild/rebuildTree.js';
import { recoverAccount } from '../rebuild/recoverAccount.js';

export type ReadUsageOpeningsParameters = Pick<
  RebuildTreeParameters,
  'client' | 'deployment' | 'chunkBlocks' | 'onProgress'
> & {
  /** Serial of the provider's earning account. */
  serial: number;
  /** The account's view key: `deriveViewKey` gives it. Secret. */
  viewKey: bigint;
  /** The batch from whose end on units count; 0 is the empty tree. */
  fromBatch: bigint;
  /** The batch up to whose end units count; later than `fromBatch`. */
  toBatch: bigint;
};

/**
 * An earning account under the roots of two batches, from L1 data and its view key alone: what `proveUsage` takes.
 *
 * @throws usage/out-of-range when the batches aren't in order; account/not-recoverable when the account is another's or an
 * allowance; what `rebuildTree` throws
 *
 * @example
 * import { loadCrypto } from '@tallystick/prover';
 * import { readUsageOpenings } from '@tallystick/prover/chain';
 *
 * await loadCrypto();
 * const batches = { fromBatch: 10n, toBatch: 20n };
 * const { before, after } = await readUsageOpenings({ client: publicClient, deployment, serial: 2, viewKey, ...batches });
 */
export async function readUsageOpenings(
  parameters: ReadUsageOpeningsParameters,
): Promise<{ before: UsageOpening; after: UsageOpening }> {
  const { serial, viewKey, fromBatch, toBatch, ...rest } = parameters;
  if (fromBatch >= toBatch) {
    throw usageError('usage/out-of-range', {
      message: 'The batches are not in order',
      facts: { field: 'fromBatch', given: fromBatch, expected: `less than toBatch, ${toBatch}` },
    });
  }
  await loadCrypto();
  const wanted = [
    { serial, batchId: fromBatch },
    { serial, batchId: toBatch },
  ];
  const { openings } = await rebuildTree({ ...rest, toBatch, openings: wanted });
  const [before, after] = openings as [TreeOpening, TreeOpening];
  const terms = earningTerms(viewKey);
  const open = (opening: TreeOpening): UsageOpening => {
    const { root, siblings } = opening;
    return { root, siblings, account: recoverAccount(opening, terms) };
  };
  return { before: open(before), after: open(after) };
}
