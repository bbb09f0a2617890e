import type { Hex } from 'viem';
import type { StoreTables } from '../createStore.js';
import { finishItems, type ItemKind } from '../items/itemStores.js';

/**
 * Makes a batch of this database final, with its items. What it was here before doesn't matter: one that was given up may have been mined
 * after all. Within the transaction that takes the batch into the base.
 */
export async function finishBatch(
  tables: Pick<StoreTables, 'batches' | ItemKind>,
  id: number,
  { txHash, block, gasUsed }: { txHash: Hex; block: bigint; gasUsed: bigint | undefined },
): Promise<void> {
  const { batches } = tables;
  const { changes } = await batches.content(id);
  await finishItems(tables, id, changes);
  // Somebody else may have sent it.
  await batches.send(id, txHash);
  await batches.finish(id, { block, gasUsed });
}
