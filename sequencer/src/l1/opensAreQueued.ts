import type { BatchData } from '@tallystick/prover/batch';
import type { OpenRecord } from '../store/createOpenStore.js';

/** Whether the accounts that a batch opens are these of the queue, with the amounts that are left of them. */
export function opensAreQueued(opens: BatchData['opens'], queued: readonly OpenRecord[]): boolean {
  return (
    queued.length === opens.length &&
    queued.every(({ owner, terms, amount }, i) => {
      const open = opens[i];
      return open?.ownerX === owner.x && open.ownerY === owner.y && open.terms === terms && open.amount === amount;
    })
  );
}
