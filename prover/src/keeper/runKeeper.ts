import type { LocalAccount } from 'viem';
import type { ChainClients } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import { TallystickError } from '../errors/TallystickError.js';
import { awaitTransaction } from './awaitTransaction.js';
import { findDueTasks } from './findDueTasks.js';
import type { KeeperContracts } from './KeeperContracts.js';
import type { KeeperEntry, KeeperJournal } from './KeeperJournal.js';
import type { KeeperTask } from './KeeperTask.js';
import { KeeperView } from './KeeperView.js';
import { performTask } from './performTask.js';
import { type SentTransaction, sendSigned } from './sendSigned.js';
import { taskCall } from './taskCall.js';
import { taskKey } from './taskKey.js';

/** What a keeper tells of its work. */
export type KeeperEvent =
  /** It looked, and found so many tasks due. */
  | { event: 'looked'; now: number; due: number }
  /** It did a task, or found it obsolete. */
  | { event: 'task'; key: string; task?: KeeperTask; entry: KeeperEntry }
  /** Something didn't work; it is tried again at the next look. */
  | { event: 'error'; key?: string; error: TallystickError };

/** How a keeper's work ended up. */
export type KeeperTotals = { looks: number; done: number; obsolete: number; failed: number; errors: number };

export type RunKeeperParameters = ChainClients & {
  contracts: KeeperContracts;
  /** Signs and pays for the transactions, and earns the reporters' shares. */
  account: LocalAccount;
  journal: KeeperJournal;
  /** Ends after one look instead of going on. */
  once?: boolean | undefined;
  /** Between two looks; a minute if left out. */
  intervalMs?: number | undefined;
  /** How long to wait until a transaction is mined; two minutes if left out. */
  timeoutMs?: number | undefined;
  /** The keeper's clock: resolves after so many milliseconds, or when the signal is aborted. */
  pause: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Ends it after the task that is under way. */
  signal?: AbortSignal | undefined;
  onEvent?: ((event: KeeperEvent) => void) | undefined;
};

/**
 * Looks again and again for what is due at the courts and does it: seeds, absent watchers, unanswered demands, silent providers,
 * accounts below their requirement. The chain decides what is due, so any number of keepers may run, and one that was killed loses
 * nothing: a transaction is in the journal before it is sent, and is sent again instead of signed anew.
 *
 * @throws keeper/wrong-journal, keeper/journal-corrupt; with `once`, also chain/… when the look itself fails. Otherwise errors are
 * events.
 */
export async function runKeeper(parameters: RunKeeperParameters): Promise<KeeperTotals> {
  const { contracts, once = false, intervalMs = 60_000, pause, signal, onEvent } = parameters;
  const view = new KeeperView(parameters.publicClient, contracts);
  const totals: KeeperTotals = { looks: 0, done: 0, obsolete: 0, failed: 0, errors: 0 };
  const tell = (event: KeeperEvent): void => {
    if (event.event === 'error') totals.errors += 1;
    if (event.event === 'task' && event.entry.state !== 'sent') totals[event.entry.state] += 1;
    onEvent?.(event);
  };
  await assertOwner(parameters);
  while (signal?.aborted !== true) {
    try {
      await look(parameters, view, tell);
      totals.looks += 1;
    } catch (error) {
      const chainError = toChainError(error, 'looking for what is due');
      if (once || chainError.code === 'keeper/journal-corrupt') throw chainError;
      tell({ event: 'error', error: chainError });
    }
    if (once) break;
    await pause(intervalMs, signal);
  }
  return totals;
}

async function assertOwner({ publicClient, contracts, account, journal }: RunKeeperParameters): Promise<void> {
  const chainId = await publicClient.getChainId().catch((error: unknown) => {
    throw toChainError(error, 'connecting to the chain');
  });
  const identity = [chainId, contracts.uptimeCourt, account.address].join(':').toLowerCase();
  const owner = await journal.owner(identity);
  if (owner === identity) return;
  throw new TallystickError('keeper/wrong-journal', { facts: { field: 'journal', given: owner, expected: identity } });
}

async function look(
  parameters: RunKeeperParameters,
  view: KeeperView,
  tell: (event: KeeperEvent) => void,
): Promise<void> {
  const { publicClient, contracts, journal, timeoutMs = 120_000, signal } = parameters;
  const now = await view.now();
  /** Sent one after the other, and waited for together: a block takes many of them. */
  const waiting: { key: string; task?: KeeperTask; sent: SentTransaction }[] = [];
  const attempt = async (key: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      // One task that can't be done must not keep the others from being done.
      tell({ event: 'error', key, error: toChainError(error, key) });
    }
  };
  const resent = await journal.unfinished();
  for (const [key, { raw }] of resent) {
    await attempt(key, async () => {
      if (raw !== undefined) waiting.push({ key, sent: await sendSigned(publicClient, raw) });
    });
  }
  const tasks = await findDueTasks(view, contracts, journal, now);
  tell({ event: 'looked', now, due: tasks.length });
  for (const task of tasks) {
    if (signal?.aborted === true) break;
    const key = taskKey(task);
    // Still on its way; a second transaction could only fail.
    if (resent.some(([name]) => name === key)) continue;
    await attempt(key, async () => {
      const outcome = await performTask({ ...parameters, now, call: taskCall(contracts, task), key });
      if ('hash' in outcome) return void waiting.push({ key, task, sent: outcome });
      view.settled.add(key);
      tell({ event: 'task', key, task, entry: outcome });
    });
  }
  const mined = waiting.map(async ({ key, task, sent }) => {
    const entry = await awaitTransaction({ publicClient, sent, timeoutMs, now });
    await journal.put(key, entry);
    return { key, ...(task === undefined ? {} : { task }), entry };
  });
  // Told in the order of sending, whichever is seen first. An early rejection isn't unheard of meanwhile.
  await Promise.allSettled(mined);
  for (const [index, { key }] of waiting.entries()) {
    await attempt(key, async () => {
      const done = await mined[index];
      if (done !== undefined) tell({ event: 'task', ...done });
    });
  }
}
