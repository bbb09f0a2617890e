import { awaitMined } from '../chain/awaitMined.js';
import type { ChainClients } from '../chain/ChainClients.js';
import type { SendOptions } from '../chain/SendOptions.js';
import type { SentTransaction } from '../chain/sendSigned.js';
import type { KeeperEntry, KeeperJournal } from './KeeperJournal.js';
import { sentEntry } from './sentEntry.js';

export type FollowTaskParameters = ChainClients &
  SendOptions & {
    sent: SentTransaction;
    key: string;
    journal: KeeperJournal;
    /** Unix seconds, for the entry. */
    now: number;
  };

/**
 * Waits until a task's transaction is mined, or one with higher fees in its place, and writes down what became of it.
 *
 * @returns the entry: `done`, `failed` when it was reverted or refused, `sent` when it isn't mined yet
 */
export async function followTask(parameters: FollowTaskParameters): Promise<KeeperEntry> {
  const { journal, key, now } = parameters;
  let entry = sentEntry(parameters.sent, now);
  const awaited = await awaitMined({
    ...parameters,
    remember: async (replacement) => {
      entry = sentEntry(replacement, now);
      await journal.put(key, entry);
    },
  });
  if (awaited.outcome === 'pending') return entry;
  if (awaited.outcome === 'refused') {
    entry = { state: 'failed', at: now, transactionHash: awaited.hash, reason: awaited.reason };
  } else {
    const { status, transactionHash } = awaited.receipt;
    entry =
      status === 'success'
        ? { state: 'done', at: now, transactionHash }
        : { state: 'failed', at: now, transactionHash, reason: 'reverted when mined' };
  }
  await journal.put(key, entry);
  return entry;
}
