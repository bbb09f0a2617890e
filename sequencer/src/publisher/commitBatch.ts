import { openedAccount } from '@tallystick/prover';
import type { Store } from '../store/createStore.js';

/**
 * Makes a batch that the contract has taken final: its nodes, accounts and items in one transaction, so that the store always stands at a
 * root of the contract.
 *
 * @param mined Where it was mined; undefined when only the root shows it.
 */
export async function commitBatch(
  store: Store,
  id: number,
  mined: { block: bigint; gasUsed: bigint } | undefined,
): Promise<void> {
  await store.transaction(async ({ batches, nodes, accounts, opens, settlements, withdrawals }) => {
    const batch = await batches.get(id);
    if (!batch) throw new TypeError(`There is no batch ${id}`);
    const { changes } = await batches.content(id);
    await nodes.set(changes.nodes);
    await accounts.set(changes.accounts);
    await opens.take(batch.firstSerial, batch.openCount);
    // Terms that were registered while the batch was under way: the account is in the tree as it was opened.
    const written = new Set(changes.accounts.map(({ serial }) => serial));
    for (const { serial, owner, amount, disclosed } of await opens.range(batch.firstSerial, batch.openCount)) {
      if (disclosed && !written.has(serial))
        await accounts.set([openedAccount({ serial, owner, terms: disclosed, amount })]);
    }
    await settlements.finish(id, changes.settlements);
    await withdrawals.finish(id, changes.withdrawals);
    await batches.finish(id, mined);
  });
}
