import type { Registry } from 'prom-client';
import type { ChainClients } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import type { SendOptions } from '../chain/transactions/call.js';
import { type SentTransaction, sendSigned, signerOf } from '../chain/transactions/sendSigned.js';
import type { TallystickError } from '../core/errors/TallystickError.js';
import { exposeKeeper } from './exposeKeeper.js';
import { dueTaskFinders } from './finders.js';
import type { KeeperEntry, KeeperJournal } from './journal.js';
import { KeeperView } from './KeeperView.js';
import { keeperError } from './keeperErrors.js';
import { followTask, performTask } from './performTask.js';
import type { KeeperContracts, KeeperTask } from './task.js';
import { taskCall, taskKey } from './task.js';

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

/** The wallet client's account signs and pays for the transactions, and earns the reporters' shares. */
export type RunKeeperParameters = ChainClients &
  SendOptions & {
    contracts: KeeperContracts;
    journal: KeeperJournal;
    /** Ends after one look instead of going on. */
    once?: boolean | undefined;
    /** Between two looks; a minute if left out. */
    intervalMs?: number | undefined;
    /** The keeper's clock: resolves after so many milliseconds, or when the signal is aborted. */
    pause: (ms: number, signal?: AbortSignal) => Promise<void>;
    /** Ends it; what is sent and not mined yet is followed by the next run. */
    signal?: AbortSignal | undefined;
    /** Told of each look, each task and each error, as they come. */
    onEvent?: ((event: KeeperEvent) => void) | undefined;
    /** The registry of prom-client that its metrics go into, `tallystick_keeper_…`; none if left out. */
    metrics?: Registry | undefined;
  };

/**
 * Looks again and again for what is due at the courts and does it: seeds, absent watchers, unanswered demands, silent providers,
 * accounts below their requirement. The chain decides what is due, so any number of keepers may run, and one that was killed loses
 * nothing: a transaction is in the journal before it is sent, and is sent again instead of signed anew.
 *
 * @throws keeper/wrong-journal, keeper/journal-corrupt; with `once`, also the first error of the look, after it has done what it
 * could. Otherwise errors are events.
 *
 * @example
 * import { setTimeout } from 'node:timers/promises';
 * import { createLmdbKeeperJournal, runKeeper } from '@tallystick/prover/keeper';
 *
 * const totals = await runKeeper({
 *   publicClient, walletClient,
 *   contracts: courts,
 *   journal: createLmdbKeeperJournal({ path: 'keeper' }),
 *   once: true,
 *   pause: (milliseconds) => setTimeout(milliseconds),
 *   onEvent: (event) => console.log(event),
 * });
 */
export async function runKeeper(parameters: RunKeeperParameters): Promise<KeeperTotals> {
  const { contracts, once = false, intervalMs = 60_000, pause, signal, onEvent, metrics } = parameters;
  const view = new KeeperView(parameters.publicClient, contracts);
  const totals: KeeperTotals = { looks: 0, done: 0, obsolete: 0, failed: 0, errors: 0 };
  let first: TallystickError | undefined;
  const tell = (event: KeeperEvent): void => {
    if (event.event === 'error') {
      totals.errors += 1;
      first ??= event.error;
    }
    if (event.event === 'task' && event.entry.state !== 'sent') totals[event.entry.state] += 1;
    count?.(event);
    onEvent?.(event);
  };
  signerOf(parameters.walletClient);
  const count = metrics && exposeKeeper(metrics, parameters.walletClient.account.address);
  await assertOwner(parameters);
  while (signal?.aborted !== true) {
    try {
      await look(parameters, view, tell);
      totals.looks += 1;
    } catch (error) {
      const chainError = toChainError(error, 'looking for what is due');
      if (once) throw chainError;
      tell({ event: 'error', error: chainError });
    }
    if (first?.code === 'keeper/journal-corrupt' || (once && first !== undefined)) throw first;
    if (once) break;
    await pause(intervalMs, signal);
  }
  return totals;
}

async function assertOwner({ publicClient, walletClient, contracts, journal }: RunKeeperParameters): Promise<void> {
  const chainId = await publicClient.getChainId().catch((error: unknown) => {
    throw toChainError(error, 'connecting to the chain');
  });
  const identity = [chainId, contracts.uptimeCourt, walletClient.account.address].join(':').toLowerCase();
  const owner = await journal.owner(identity);
  if (owner === identity) return;
  throw keeperError('keeper/wrong-journal', { facts: { field: 'journal', given: owner, expected: identity } });
}

async function look(
  parameters: RunKeeperParameters,
  view: KeeperView,
  tell: (event: KeeperEvent) => void,
): Promise<void> {
  const { publicClient, contracts, journal, timeoutMs = 120_000, signal } = parameters;
  const now = await view.now();
  /** Sent one after the other, and waited for together: a block takes many of them. */
  const followed: { key: string; entry: Promise<KeeperEntry>; task?: KeeperTask }[] = [];
  const follow = (key: string, sent: SentTransaction, task?: KeeperTask): void => {
    const entry = followTask({ ...parameters, timeoutMs, sent, key, now });
    // Looked at further below; an early rejection isn't unheard of meanwhile.
    entry.catch(() => {});
    followed.push({ key, entry, ...(task === undefined ? {} : { task }) });
  };
  const attempt = async (key: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      // One task that can't be done, or found, must not keep the others from being done.
      tell({ event: 'error', key, error: toChainError(error, key) });
    }
  };
  const resent = new Set<string>();
  for (const [key, { raw, replaced = [] }] of await journal.unfinished()) {
    if (raw === undefined) continue;
    resent.add(key);
    follow(key, await sendSigned(publicClient, { raw, replaced }));
  }
  let due = 0;
  for (const [name, find] of dueTaskFinders(view, contracts, journal, now)) {
    await attempt(name, async () => {
      const tasks = await find();
      due += tasks.length;
      for (const task of tasks) {
        if (signal?.aborted === true) return;
        const key = taskKey(task);
        // Still on its way; a second transaction could only fail.
        if (resent.has(key)) continue;
        await attempt(key, async () => {
          const outcome = await performTask({ ...parameters, now, call: taskCall(contracts, task), key });
          if ('hash' in outcome) return follow(key, outcome, task);
          view.obsolete.add(key);
          tell({ event: 'task', key, task, entry: outcome });
        });
      }
    });
  }
  tell({ event: 'looked', now, due });
  // Told in the order of sending, whichever is seen first.
  for (const { key, entry, task } of followed) {
    await attempt(key, async () => tell({ event: 'task', key, ...(task && { task }), entry: await entry }));
  }
}
