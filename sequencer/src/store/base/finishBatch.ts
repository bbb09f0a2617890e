import type { Hex } from 'viem';
import type { StoreTables } from '../createStore.js';

/**
 * Makes a batch of this database final, with its items. What it was here before doesn't matter: one that was given up may have been mined
 * after all. Within the transaction that takes the batch into the base.
 */
export async function finishBatch(
  { batches, settlements, withdrawals }: Pick<StoreTables, 'batches' | 'settlements' | 'withdrawals'>,
  id: number,
  { txHash, block, gasUsed }: { txHash: Hex; block: bigint; gasUsed: bigint | undefined },
): Promise<void> {
  const { changes } = await batches.content(id);
  await settlements.finish(id, changes.settlements);
  await withdrawals.finish(id, changes.withdrawals);
  // Somebody else may have sent it.
  await batches.send(id, txHash);
  await batches.finish(id, { block, gasUsed });
}
