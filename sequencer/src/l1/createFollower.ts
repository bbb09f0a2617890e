import { setTimeout as delay } from 'node:timers/promises';
import type { RollupEvent } from '@tallystick/prover/chain';
import { TallystickError } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { Hex } from 'viem';
import type { Store } from '../store/createStore.js';
import { applyEvents } from './applyEvents.js';
import type { BaseChange } from './BaseChange.js';
import type { BlockHeader, Chain } from './Chain.js';
import { compareWithContract } from './compareWithContract.js';
import { createDoubt } from './createDoubt.js';
import { createEventReader, type Stretch } from './createEventReader.js';
import { discardStale } from './discardStale.js';
import { findAncestor } from './findAncestor.js';
import { PRUNED_BLOCK, rollBack, VERIFIED_BLOCK } from './rollBack.js';

export type CreateFollowerParameters = {
  chain: Chain;
  store: Store;
  /** Where the contract's events start. */
  deployedAtBlock: bigint;
  /** Blocks, its own included, after which an event counts. */
  confirmations: number;
  /** Most blocks whose events are asked for at once. */
  logChunkBlocks: number;
  /**
   * Hears of what following changed. With it, live batches that don't stand on the base any more are discarded at the end of every sync
   * that changed something, and of the first.
   */
  onChange?: (change: BaseChange) => void;
  /** For so many blocks it is kept what undoing them needs; a deeper reorg reads everything again. */
  reorgWindowBlocks?: number;
  /** The latest so many blocks are read one by one, by hash, so that no node's view can be mixed with another's. */
  singleBlocks?: number;
  /** After so long with only older answers than were seen before, they are believed. */
  behindGraceMs?: number;
  /** After these pauses the contract's state is asked for again where it contradicts the events, before it is believed that it does. */
  askAgainAfterMs?: readonly number[];
  /** The pauses before what answers contradict is read again within the same sync. */
  readAgainAfterMs?: readonly number[];
  /** Hears of every contradiction, also of those that reading again resolves. */
  onContradiction?: (error: TallystickError) => void;
  /** Milliseconds of the epoch. */
  nowMs?: () => number;
};

/** Follows the contract's events into the store. */
export type Follower = {
  /**
   * Takes in everything up to the latest confirmed block, and undoes what is no longer on the chain; calls at the same time share one run.
   * What answers contradict is undone and read again: what was not yet compared with the contract, and from the third contradiction on
   * everything.
   *
   * @throws sequencer/chain-inconsistent when reading again doesn't help; what the nodes answer. The next sync goes on.
   */
  sync(): Promise<void>;
  /** The latest block seen: number and time in unix seconds. */
  head(): { number: bigint; time: number };
  /** The last block whose events are in the store. */
  followed(): bigint;
};

/** Reorgs in the middle of one sync. */
const mostReorgs = 5;
const verifiableBlocks = 100n;
const pruneEvery = 64n;

const unchanged = (): BaseChange => ({
  final: [],
  reinstated: [],
  discarded: [],
  foreign: { added: 0, removed: 0 },
  reorgDepth: 0,
});

/** Makes a follower; nothing is asked before the first `sync`. */
export function createFollower(parameters: CreateFollowerParameters): Follower {
  const { chain, store, deployedAtBlock, onChange, logChunkBlocks, nowMs = Date.now } = parameters;
  const { reorgWindowBlocks = 512, singleBlocks = 64, behindGraceMs = 120_000 } = parameters;
  const { askAgainAfterMs = [0, 100, 300, 1000], readAgainAfterMs = [1000, 5000] } = parameters;
  const reader = createEventReader({ chain, maxBlocks: logChunkBlocks });
  const doubt = createDoubt(nowMs);
  const beforeAll = deployedAtBlock - 1n;
  let head: { number: bigint; time: number } = { number: 0n, time: 0 };
  let followed = beforeAll;
  let behindSinceMs: number | undefined;
  /** What was read after this block is still to be compared with the contract. */
  let unverifiedFrom: bigint | undefined;
  let change = unchanged();
  let isFirst = true;
  let hasRefunds = false;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function undo(to: bigint): Promise<void> {
    const undone = await store.longTransaction(async (tables) => {
      await tables.l1.lock();
      return rollBack(tables, to);
    });
    const tip = (await store.l1.tip())?.number ?? beforeAll;
    change.reorgDepth += Number(followed - tip);
    change.reinstated.push(...undone.reinstated);
    change.discarded.push(...undone.discarded);
    change.foreign.removed += undone.foreign;
    followed = tip;
    if (unverifiedFrom !== undefined && followed < unverifiedFrom) unverifiedFrom = followed;
  }

  /** Whether the followed blocks are still on the chain, after undoing those that aren't. False when no node knows at the moment. */
  async function stand(latest: BlockHeader): Promise<boolean> {
    const tip = await store.l1.tip();
    followed = tip?.number ?? beforeAll;
    if (isFirst) unverifiedFrom ??= await lastVerified();
    if (!tip) {
      // Nothing was read yet; or an operator has taken the blocks away, to have everything read again.
      const { batchId, nextSerial } = await store.l1.base();
      if (batchId > 0 || nextSerial > 1) await undo(-1n);
      return true;
    }
    if (latest.number < tip.number) {
      // A node that is behind the one asked before; a chain that got shorter looks the same.
      behindSinceMs ??= nowMs();
      if (nowMs() - behindSinceMs < behindGraceMs) return false;
    } else {
      const present = await chain.block(tip.number);
      if (!present) return false;
      if (present.hash === tip.hash) return true;
    }
    behindSinceMs = undefined;
    await undo((await findAncestor({ chain, blocks: await store.l1.blocks(), latest })) ?? -1n);
    return true;
  }

  /** The last followed block up to which events were compared with the contract, maybe by another process. */
  async function lastVerified(): Promise<bigint> {
    const verified = await store.meta.get(VERIFIED_BLOCK);
    return verified !== undefined && BigInt(verified) < followed ? BigInt(verified) : followed;
  }

  /** Returns the contradiction where the events can't be the next. */
  async function take({ last, events }: Stretch): Promise<TallystickError | undefined> {
    const gasUsed = await gasOf(events);
    const applied = await store
      .transaction(async (tables) => {
        await tables.l1.lock();
        const result = await applyEvents(tables, events, gasUsed);
        // Events and place together: a restart neither misses nor repeats one.
        await tables.l1.addBlock(last);
        return result;
      })
      .catch(contradictionOrThrow);
    if (applied instanceof TallystickError) return applied;
    unverifiedFrom ??= followed;
    followed = last.number;
    hasRefunds ||= events.some(({ type }) => type === 'refunded');
    change.discarded.push(...applied.discarded);
    change.foreign.added += applied.foreign;
    for (const { id, block } of applied.final) {
      const { gasUsed: gas } = (await store.batches.get(id)) ?? {};
      change.final.push({ id, block, gasUsed: gas });
    }
    return undefined;
  }

  /** Gas of the own batches' transactions. */
  async function gasOf(events: readonly RollupEvent[]): Promise<Map<Hex, bigint>> {
    const gas = new Map<Hex, bigint>();
    const settled = events.filter((event) => event.type === 'settled');
    if (settled.length === 0) return gas;
    const own = await store.batches.leadingTo(settled.map(({ newRoot }) => newRoot));
    for (const event of settled) {
      if (!own.has(event.newRoot)) continue;
      const mined = await chain.receipt(event.txHash);
      if (mined) gas.set(event.txHash, mined.gasUsed);
    }
    return gas;
  }

  /** A reorg is a block that turned out to follow another than the one before it, in the middle of the run. */
  async function advance(latest: BlockHeader): Promise<'followed' | 'reorg' | TallystickError> {
    const target = latest.number - BigInt(parameters.confirmations) + 1n;
    const settled = latest.number - BigInt(singleBlocks);
    while (followed < target) {
      const from = followed + 1n;
      if (from <= settled) {
        const contradiction = await take(await reader.range(from, settled < target ? settled : target));
        if (contradiction) return contradiction;
        continue;
      }
      const last = from === latest.number ? latest : await chain.block(from);
      // A node that is behind: the next sync goes on.
      if (!last) return 'followed';
      const tip = await store.l1.tip();
      if (tip && tip.number === from - 1n && tip.hash !== last.parentHash) return 'reorg';
      const contradiction = await take({ last, events: await chain.eventsOf(last) });
      if (contradiction) return contradiction;
    }
    return 'followed';
  }

  /** Compares what was read with the contract, and keeps up to where it was. */
  async function verify(latest: BlockHeader): Promise<TallystickError | undefined> {
    if (unverifiedFrom === undefined || followed < deployedAtBlock || followed < latest.number - verifiableBlocks)
      return undefined;
    const base = await store.l1.base();
    const contradiction = await compareWithContract({ chain, base, block: followed, askAgainAfterMs });
    if (contradiction) return contradiction;
    await store.transaction(({ meta }) => meta.set(VERIFIED_BLOCK, followed.toString()));
    unverifiedFrom = undefined;
    doubt.end();
    return undefined;
  }

  /** Undoes what a contradiction makes doubtful, to be read again; throws it where that can't help now. */
  async function distrust(contradiction: TallystickError, pauseMs: number): Promise<void> {
    parameters.onContradiction?.(contradiction);
    const doubtful = doubt.raise();
    if (!doubtful) throw contradiction;
    const to = doubtful === 'everything' ? -1n : (unverifiedFrom ?? followed);
    if (to < followed) await undo(to);
    await delay(pauseMs);
  }

  async function prune(latest: BlockHeader): Promise<void> {
    const block = latest.number - BigInt(reorgWindowBlocks);
    const pruned = BigInt((await store.meta.get(PRUNED_BLOCK)) ?? -1);
    if (block < pruned + pruneEvery || block < deployedAtBlock) return;
    await store.longTransaction(async ({ l1, meta }) => {
      await l1.lock();
      await l1.prune(block);
      await meta.set(PRUNED_BLOCK, block.toString());
    });
  }

  async function run(): Promise<void> {
    let reorgs = 0;
    let contradictions = 0;
    while (true) {
      const latest = await chain.head();
      // An older time is better than none, right after a start.
      if (head.number === 0n) head = { number: latest.number, time: latest.time };
      if (!(await stand(latest))) return;
      behindSinceMs = undefined;
      head = { number: latest.number, time: latest.time };
      const found = await advance(latest);
      if (found === 'reorg') {
        if (reorgs++ < mostReorgs) continue;
        throw apiError('sequencer/chain-inconsistent', { facts: { field: 'parentHash', block: followed } });
      }
      const contradiction = found === 'followed' ? await verify(latest) : found;
      if (!contradiction) {
        await prune(latest);
        break;
      }
      await distrust(contradiction, readAgainAfterMs[contradictions++] ?? 0);
    }
    await tell();
  }

  /** Brings the live batches in line with the base, and tells what changed, if anything did. */
  async function tell(): Promise<void> {
    const known = () => {
      const { final, reinstated, discarded, foreign, reorgDepth } = change;
      return final.length + reinstated.length + discarded.length + foreign.added + foreign.removed + reorgDepth > 0;
    };
    if (onChange && (isFirst || hasRefunds || known())) change.discarded.push(...(await discardStale(store)));
    isFirst = false;
    hasRefunds = false;
    if (!onChange || !known()) return;
    const told = change;
    change = unchanged();
    onChange(told);
  }

  function sync(): Promise<void> {
    if (!running) {
      running = run().finally(() => {
        running = undefined;
      });
      return running;
    }
    // A run that has begun may have missed what the caller knows of, so one more follows it.
    next ??= running
      .catch(() => {})
      .then(() => {
        next = undefined;
        return sync();
      });
    return next;
  }

  return { sync, head: () => head, followed: () => followed };
}

function contradictionOrThrow(error: unknown): TallystickError {
  if (error instanceof TallystickError && error.code === 'sequencer/chain-inconsistent') return error;
  throw error;
}
