import { fieldToHex } from '@tallystick/prover/core';
import { sequencerError } from '../errors.js';
import type { Store } from '../store/createStore.js';
import type { Rejected } from './executePlan.js';
import type { Tip } from './readTip.js';

export type RejectItemsParameters = {
  store: Pick<Store, 'transaction'>;
  /** The state on which they were refused. */
  tip: Pick<Tip, 'root' | 'last'>;
  rejected: readonly Rejected[];
};

/**
 * Rejects what a batch refused, if the state on which it was refused is still the last one. A batch may be given up while the next one is
 * executed on it: its items wait again then, and what they were refused for may have been their own effect.
 *
 * @throws sequencer/stale-batch; nothing is written then
 */
export async function rejectItems({ store, tip, rejected }: RejectItemsParameters): Promise<void> {
  if (rejected.length === 0) return;
  await store.transaction(async (tables) => {
    await tables.l1.lock();
    const root = (await tables.batches.live()).at(-1)?.newRoot ?? (await tables.l1.base()).root;
    if (root !== tip.root) {
      const facts = { field: 'root', given: fieldToHex(tip.root), expected: fieldToHex(root) };
      throw sequencerError('sequencer/stale-batch', { facts });
    }
    // As `closeBatch`.
    await tables.opens.lockAll(rejected.map(({ serial }) => serial));
    for (const { kind, id, reason } of rejected) await tables[kind].reject(id, reason, tip.last?.id);
  });
}
