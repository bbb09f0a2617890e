import { randomInt } from 'node:crypto';
import { fieldToHex } from '../../core/field.js';
import type { WatchTree } from '../../statements/uptime/watchTree.js';
import { startTask } from '../clock.js';
import type { WatchContext } from '../context.js';
import { attempt } from '../context.js';
import { epochWindows, slotAt } from '../time.js';
import { watcherError } from '../watcherErrors.js';

const LONGEST_DRAW_DELAY_MS = 300_000;

export type Duties = {
  /** Looks at the chain again and again until the watcher stops. */
  run(): Promise<void>;
};

export type DutiesParameters = {
  context: WatchContext;
  /** The tree of an epoch that is over; decides the epoch if need be. */
  treeOf: (epoch: number) => Promise<WatchTree>;
};

/**
 * What a watcher owes the chain: seeds, roots, reveals. Every look reads the chain anew, so it doesn't matter when the process
 * was last up, whether a transaction was lost or whether blocks were taken back: what is there isn't sent twice, and what is
 * missing is sent again as long as its window is open.
 */
export function createDuties({ context, treeOf }: DutiesParameters): Duties {
  const { config, chain, clock, logger, store, times, signal, counters } = context;
  const drawAtMs = new Map<number, number>();
  const seated = new Set<number>();
  let cleanedFor: number | undefined;

  /**
   * One call does for everybody, so each watcher waits a little time of its own to see whether somebody else has drawn. Not long:
   * until the seed is drawn, whoever wants another one may choose the block.
   */
  async function drawSeed(epoch: number): Promise<void> {
    const { startMs } = epochWindows(times, epoch - 1);
    const longestMs = Math.min(LONGEST_DRAW_DELAY_MS, times.slotSeconds * 1000);
    const dueMs = drawAtMs.get(epoch) ?? startMs + randomInt(longestMs);
    drawAtMs.set(epoch, dueMs);
    if (clock.nowMs() < dueMs || (await chain.isSeedDrawn(epoch))) return;
    const transactionHash = await chain.drawSeed(epoch).catch(async (error: unknown) => {
      if (await chain.isSeedDrawn(epoch)) return undefined; // somebody else was faster
      throw error;
    });
    if (transactionHash === undefined) return;
    counters.seedsDrawn += 1;
    logger.info({ epoch, transactionHash }, 'seed drawn');
  }

  async function isSeated(epoch: number): Promise<boolean> {
    if (seated.has(epoch)) return true;
    // A no may come from a node that lags behind, so only a yes is kept; it can't change any more, since the epoch is over.
    const answer = (await chain.isSeedDrawn(epoch)) && (await chain.isSeated(epoch));
    if (answer) seated.add(epoch);
    return answer;
  }

  async function postRoot(epoch: number): Promise<void> {
    if (!(await isSeated(epoch))) return;
    const { root } = await treeOf(epoch);
    const posted = await chain.postedRoot(epoch);
    if (posted === root) return void context.posted.add(epoch);
    if (posted !== undefined) {
      throw watcherError('watcher/root-conflict', {
        facts: { epoch, given: fieldToHex(posted), expected: fieldToHex(root) },
      });
    }
    const transactionHash = await chain.postRoot(epoch, root);
    context.posted.add(epoch);
    counters.rootsPosted += 1;
    logger.info({ epoch, root: fieldToHex(root), transactionHash }, 'root posted');
  }

  async function answerDemands(epoch: number): Promise<void> {
    const demands = [...(await chain.demands(epoch))].sort((a, b) => a.revealBy - b.revealBy);
    await forAll(demands, async ({ provider }) => {
      const transactionHash = await chain.reveal((await treeOf(epoch)).opening(provider));
      counters.reveals += 1;
      logger.info({ epoch, provider, transactionHash }, 'demanded leaf revealed');
    });
  }

  async function look(): Promise<void> {
    const nowMs = clock.nowMs();
    const here = slotAt(times, nowMs);
    if (here === undefined) return;
    await attempt(context, 'seed', () => drawSeed(here.epoch + 1));
    const toPost: number[] = [];
    const toReveal: number[] = [];
    for (let epoch = here.epoch - 1; epoch >= 0; epoch--) {
      const { postEndMs, revealEndMs } = epochWindows(times, epoch);
      if (nowMs < postEndMs) toPost.push(epoch);
      else if (nowMs < revealEndMs) toReveal.push(epoch);
      else break;
    }
    await attempt(context, 'roots', () => forAll(toPost, postRoot));
    await attempt(context, 'demands', () => forAll(toReveal, answerDemands));
    if (cleanedFor !== here.epoch) await attempt(context, 'clean-up', () => forget(here.epoch));
  }

  async function forget(current: number): Promise<void> {
    const before = current - config.keepEpochs;
    for (const map of [drawAtMs, seated, context.posted]) {
      for (const epoch of map.keys()) if (epoch < before) map.delete(epoch);
    }
    await store.prune(before);
    cleanedFor = current;
  }

  return {
    run: () =>
      startTask({ clock, signal }, async (task) => {
        for (;;) {
          await look();
          await task.sleepUntil(clock.nowMs() + config.pollIntervalMs);
        }
      }),
  };
}

/** Does the work for every item, so that one that fails doesn't keep the others from their deadlines; throws the first failure. */
async function forAll<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = [];
  for (const item of items) await work(item).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
