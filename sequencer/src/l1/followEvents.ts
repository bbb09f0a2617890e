import type { OpenedEvent, RefundedEvent, RollupEvent, SettledEvent } from '@tallystick/prover/chain';
import {
  AccountTree,
  fieldToHex,
  type NodeStore,
  type PublishedLeaf,
  type TallystickError,
  writeBatchLeaves,
} from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { Base } from '../store/createL1Store.js';
import type { OpenRecord } from '../store/createOpenStore.js';
import type { StoreTables } from '../store/createStore.js';

/** An open as its event tells it. */
type QueuedOpen = Omit<OpenRecord, 'status' | 'refunded' | 'disclosed'>;

/** A batch with the root that it started from, and the leaves that it wrote. */
type SettledBatch = { event: SettledEvent; batchId: number; oldRoot: bigint; leaves: PublishedLeaf[] };

/** What events make of the base, and what of it has to be written. */
export type Followed = { base: Base; opened: QueuedOpen[]; refunded: RefundedEvent[]; settled: SettledBatch[] };

/**
 * Does to the tree what events did to it, and finds out what else they do: only the nodes are written.
 *
 * @throws sequencer/chain-inconsistent when an event can't be the next: one before it was not told, or the root is another
 */
export async function followEvents(
  { opens }: Pick<StoreTables, 'opens'>,
  nodes: NodeStore,
  before: Base,
  events: readonly RollupEvent[],
): Promise<Followed> {
  const batches = events.filter((event) => event.type === 'settled');
  if (batches.length > 0) await new AccountTree(nodes).warm(batches.flatMap(serialsOf));
  const openCount = batches.reduce((sum, batch) => sum + batch.openCount, 0);
  const known = openCount === 0 ? [] : await opens.range(before.firstQueued, openCount);
  const queue = new Map<number, QueuedOpen>(known.map((open) => [open.serial, open]));
  const followed: Followed = { base: before, opened: [], refunded: [], settled: [] };
  for (const event of events) {
    const { base } = followed;
    if (event.type === 'opened') {
      requireNext('serial', event.serial, base.nextSerial, event.block);
      const open = toQueued(event);
      queue.set(open.serial, open);
      followed.opened.push(open);
      followed.base = { ...base, nextSerial: event.serial + 1 };
    } else if (event.type === 'refunded') {
      const open = queue.get(event.serial);
      if (open) queue.set(event.serial, { ...open, amount: 0n });
      followed.refunded.push(event);
    } else {
      const batch = await settle(nodes, base, queue, event);
      followed.settled.push(batch);
      const { newRoot: root, now: batchTime } = event;
      const firstQueued = event.firstSerial + event.openCount;
      followed.base = { ...base, batchId: batch.batchId, root, batchTime, firstQueued };
    }
  }
  return followed;
}

async function settle(
  nodes: NodeStore,
  base: Base,
  queue: ReadonlyMap<number, QueuedOpen>,
  event: SettledEvent,
): Promise<SettledBatch> {
  const { newRoot, firstSerial, openCount, block } = event;
  const batchId = Number(event.batchId);
  requireNext('batchId', batchId, base.batchId + 1, block);
  requireNext('firstSerial', firstSerial, base.firstQueued, block);
  const opened = Array.from({ length: openCount }, (_, i) => queue.get(firstSerial + i) ?? []).flat();
  requireNext('openCount', opened.length, openCount, block);
  const { root, leaves } = await writeBatchLeaves(nodes, { ...event, opened });
  if (root !== newRoot) throw inconsistent('root', fieldToHex(newRoot), fieldToHex(root), block);
  return { event, batchId, oldRoot: base.root, leaves: [...leaves.values()] };
}

function toQueued({ serial, owner, terms, amount, refundableAt, block }: OpenedEvent): QueuedOpen {
  return { serial, owner, terms, amount, deadline: refundableAt, block };
}

function serialsOf({ firstSerial, openCount, updates }: SettledEvent): number[] {
  const opened = Array.from({ length: openCount }, (_, i) => firstSerial + i);
  return [...opened, ...updates.map(({ serial }) => serial)];
}

function requireNext(field: string, given: number, expected: number, block: bigint): void {
  if (given !== expected) throw inconsistent(field, given, expected, block);
}

function inconsistent(field: string, given: unknown, expected: unknown, block: bigint): TallystickError {
  return apiError('sequencer/chain-inconsistent', { facts: { field, given, expected, block } });
}
