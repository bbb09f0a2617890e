import { setTimeout as delay } from 'node:timers/promises';
import { classifySendError } from '@tallystick/prover/chain';
import type { Wait, WaitReason } from '../operations/Wait.js';
import { discardFrom } from '../store/base/discardFrom.js';
import type { BatchRecord } from '../store/createBatchStore.js';
import type { ErrorRecord } from '../store/ErrorRecord.js';
import { createBell } from '../util/createBell.js';
import { redactUrls } from '../util/redactUrls.js';
import { createAlerts } from './createAlerts.js';
import { createSubmission } from './createSubmission.js';
import type { CreatePublisherParameters, Publisher } from './Publisher.js';

const longestPauseMs = 60_000;
/** How long nothing is published after a second batch in a row was refused; it doubles each time, up to a time within which none grows too old. */
const firstRestMs = 30_000;
const longestRestMs = 300_000;
/** Transactions of final batches are kept for so many blocks, those of discarded ones for so long. */
const keptBlocks = 512n;
const keptMs = 86_400_000;

/** Makes a publisher; nothing is asked or sent before `start`. */
export function createPublisher(parameters: CreatePublisherParameters): Publisher & {
  /** One look at what there is to do; returns whether another one should follow at once. For tests, and for who drives it himself. */
  turn(): Promise<boolean>;
} {
  const { chain, store, config, events = {}, nowMs = Date.now, stopGraceMs = 10_000 } = parameters;
  const stopping = new AbortController();
  const { signal } = stopping;
  const bell = createBell();
  const alerts = createAlerts(events);
  const submission = createSubmission({ ...parameters, nowMs, alerts });
  /** Own batches that are in a block of the chain at present, as far as was told. */
  const told = new Set<number>();
  /** Batches given up since one was mined. */
  let discards = 0;
  /** What each live batch waits for, as of the latest look. */
  let stations: ReadonlyMap<number, WaitReason> = new Map();
  let restsUntilMs = Number.NEGATIVE_INFINITY;
  let problem: unknown;
  let loop: Promise<void> | undefined;

  /** The batch whose turn it is: the live one that starts from the contract's root. All before it are in a block. */
  function split(live: readonly BatchRecord[], root: bigint): { mined: readonly BatchRecord[]; next?: BatchRecord } {
    const at = live.findIndex(({ oldRoot }) => oldRoot === root);
    const next = live[at];
    if (next) return { mined: live.slice(0, at), next };
    // All of them, or the contract stands where no live batch begins or ends: then the follower will find out.
    return { mined: live.at(-1)?.newRoot === root ? live : [] };
  }

  async function tellMined(mined: readonly BatchRecord[]): Promise<void> {
    for (const { id } of mined) {
      if (told.has(id)) continue;
      for (const { hash } of await store.transactions.ofBatch(id)) {
        const receipt = await chain.receipt(hash);
        if (!receipt?.succeeded) continue;
        told.add(id);
        discards = 0;
        events.onMined?.({ batch: id, hash, block: receipt.block, gasUsed: receipt.gasUsed });
      }
    }
  }

  async function turn(): Promise<boolean> {
    const live = await store.batches.live();
    for (const id of told) if (!live.some((batch) => batch.id === id)) told.delete(id);
    const isResting = nowMs() < restsUntilMs;
    if (live.length === 0) {
      // What was refused is gone; without this its alert would last until the next batch, however long that takes.
      if (!isResting) clearBatchAlerts();
      return false;
    }
    const { root } = await chain.state();
    alerts.set('unreachable', false, '');
    const { mined, next } = split(live, root);
    stations = new Map(live.map((batch) => [batch.id, mined.includes(batch) ? 'confirmations' : stationOf(batch)]));
    await tellMined(mined);
    if (isResting) return false;
    if (!next) clearBatchAlerts();
    if (!next || (next.status !== 'proved' && next.status !== 'sent')) return false;
    // Mined before, and not any more: a reorg. Its time to be mined begins anew.
    const [latest] = told.delete(next.id) ? await store.transactions.ofBatch(next.id) : [];
    if (latest) await store.transactions.sent(latest.hash, nowMs());
    const { outcome, reason } = await submission.pursue(next);
    if (outcome !== 'discard') return outcome === 'again';
    const batches = await store.transaction(async (tables) => {
      await tables.l1.lock();
      return discardFrom(tables, next.id, reason);
    });
    if (batches.length > 0) {
      events.onDiscarded?.({ batches, reason });
      rest(reason);
    }
    return false;
  }

  /** Ends the alerts of a batch that can't be published, where none waits to be. */
  function clearBatchAlerts(): void {
    for (const kind of ['fee-cap', 'out-of-funds', 'refused'] as const) alerts.set(kind, false, '');
  }

  /** What the contract refuses again and again must not be made, proved and paid for again and again without a pause. */
  function rest(reason: ErrorRecord): void {
    // It took a quarter of an hour to grow so old.
    if (reason.facts?.error === 'NowTooFarOff') return;
    discards++;
    if (discards < 2) return;
    restsUntilMs = nowMs() + Math.min(firstRestMs * 2 ** (discards - 2), longestRestMs);
    alerts.set('refused', true, reason.message);
  }

  function waitOf(batchId: number | undefined): Wait {
    const station = batchId === undefined ? 'batch' : (stations.get(batchId) ?? 'proof');
    const held = alerts.wait();
    // What is in a block is beyond the publisher's trouble, unless nobody can see the block.
    if (held === undefined || (station === 'confirmations' && held.reason !== 'unreachable'))
      return { reason: station };
    return held;
  }

  async function prune(): Promise<void> {
    const block = (await chain.head()).number - keptBlocks;
    const { latest: nonce } = await chain.nonces();
    // Where no batch waits, nothing else asks the chain.
    alerts.set('unreachable', false, '');
    await store.transactions.prune({ block, endedBefore: new Date(nowMs() - keptMs), nonce });
  }

  async function run(): Promise<void> {
    let pauseMs = config.pollIntervalMs;
    let prunedMs = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      try {
        const again = await turn();
        if (nowMs() - prunedMs > keptMs / 24) {
          await prune();
          prunedMs = nowMs();
        }
        problem = alerts.problem();
        pauseMs = config.pollIntervalMs;
        if (again) continue;
      } catch (error) {
        if (signal.aborted) break;
        problem = error;
        if (classifySendError(error) === 'unreachable') alerts.set('unreachable', true, describe(error));
        else events.onError?.(error);
        pauseMs = Math.min(2 * pauseMs, longestPauseMs);
      }
      await bell.wait(pauseMs, signal);
    }
  }

  return {
    turn,
    start() {
      loop ??= run();
    },
    wake: () => bell.ring(),
    async stop() {
      stopping.abort();
      // A node that doesn't answer can't hold a stop up: what is stored is taken up at the next start.
      const patience = new AbortController();
      await Promise.race([loop, delay(stopGraceMs, undefined, { signal: patience.signal }).catch(() => {})]);
      patience.abort();
    },
    problem: () => problem,
    waitOf,
  };
}

function stationOf({ status }: BatchRecord): WaitReason {
  if (status === 'executed') return 'proof';
  return status === 'proved' ? 'transaction' : 'block';
}

function describe(error: unknown): string {
  return redactUrls(error instanceof Error ? error.message : `${error}`).slice(0, 300);
}
