import type { OpenRecord } from '../store/createOpenStore.js';

/** `queued` until a final batch has put the account into the tree, `open` then, `refunded` when its deposit went back before. */
export type AccountStatus = 'queued' | 'open' | 'refunded';

export function statusOf({ refunded, status }: Pick<OpenRecord, 'refunded' | 'status'>): AccountStatus {
  if (refunded) return 'refunded';
  return status === 'taken' ? 'open' : 'queued';
}
