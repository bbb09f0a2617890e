import type { RollupEvent } from '@tallystick/prover/chain';
import { createOverlayNodeStore, fieldToHex } from '@tallystick/prover/core';
import type { Hex } from 'viem';
import { sequencerError } from '../errors.js';
import { deriveAccounts } from '../store/base/deriveAccounts.js';
import { discardFrom } from '../store/base/discardFrom.js';
import { finishBatch } from '../store/base/finishBatch.js';
import type { Base } from '../store/createL1Store.js';
import type { StoreTables } from '../store/createStore.js';
import { type Followed, followEvents } from './followEvents.js';

/** What events brought into the base. */
export type Applied = { final: { id: number; block: bigint }[]; discarded: number[]; foreign: number };

/** About as many leaves go through memory at once, each with some 60 nodes. */
const leavesAtOnce = 2_000;

/**
 * Takes events of confirmed blocks into the store, in order, within a transaction that holds the base's lock. The tree, the accounts and
 * the queue follow from the events alone, whoever made a batch; one of this database becomes final besides. How often the database is
 * asked depends on the number of leaves, not of opens and batches.
 *
 * @param gasUsed Of transactions, where it is known.
 * @throws sequencer/chain-inconsistent when an event can't be the next: one before it was not told, or the root is another
 */
export async function applyEvents(
  tables: StoreTables,
  events: readonly RollupEvent[],
  gasUsed: ReadonlyMap<Hex, bigint> = new Map(),
): Promise<Applied> {
  const applied: Applied = { final: [], discarded: [], foreign: 0 };
  if (events.length === 0) return applied;
  let base = await tables.l1.base();
  for (const part of partsOf(events)) {
    const nodes = createOverlayNodeStore(tables.nodes);
    const followed = await followEvents(tables, nodes, base, part);
    await tables.nodes.set(nodes.entries());
    await write(tables, base, followed, applied, gasUsed);
    base = followed.base;
  }
  return applied;
}

function* partsOf(events: readonly RollupEvent[]): Generator<RollupEvent[]> {
  let part: RollupEvent[] = [];
  let leaves = 0;
  for (const event of events) {
    part.push(event);
    leaves += event.type === 'settled' ? event.openCount + event.updates.length : 1;
    if (leaves < leavesAtOnce) continue;
    yield part;
    part = [];
    leaves = 0;
  }
  if (part.length > 0) yield part;
}

async function write(
  tables: StoreTables,
  before: Base,
  { base, opened, refunded, settled }: Followed,
  applied: Applied,
  gasUsed: ReadonlyMap<Hex, bigint>,
): Promise<void> {
  const { opens, l1, batches } = tables;
  if (opened.length > 0) {
    // Some were disclosed before a reorg took the open away.
    const terms = await l1.disclosed(opened);
    await opens.add(opened.map((open) => ({ ...open, disclosed: terms.get(open.serial) })));
  }
  if (refunded.length > 0) await l1.refund(refunded);
  if (settled.length === 0) return;
  // Of batches that this database knows nothing of, which are most when it is behind, nothing has to be asked.
  const here = await batches.startingOn(settled.map(({ oldRoot }) => oldRoot));
  const owns = new Map<number, number>();
  for (const { event, batchId, oldRoot } of settled) {
    const own = here.has(oldRoot) ? await batches.between(oldRoot, event.newRoot) : undefined;
    if (own) owns.set(batchId, own.id);
  }
  await l1.addLeaves(settled.map(({ event, batchId, leaves }) => ({ ...event, batchId, leaves })));
  await l1.addBatches(
    settled.map(({ event, batchId, oldRoot }) => ({ ...event, batchId, oldRoot, own: owns.get(batchId) })),
  );
  await opens.take(before.firstQueued, base.firstQueued - before.firstQueued);
  await deriveAccounts(tables, [...new Set(settled.flatMap(({ leaves }) => leaves.map(({ serial }) => serial)))]);
  for (const { event, batchId, oldRoot } of settled) {
    const own = owns.get(batchId);
    const { txHash, block, newRoot } = event;
    // Another live batch on the same root can't be taken any more, nor what stands on it.
    const rival = here.has(oldRoot) ? await batches.liveOn(oldRoot) : undefined;
    if (rival && rival.id !== own) {
      const facts = { field: 'root', batch: rival.id, given: fieldToHex(oldRoot), expected: fieldToHex(newRoot) };
      const reason = sequencerError('sequencer/stale-batch', { facts }).toJSON();
      applied.discarded.push(...(await discardFrom(tables, rival.id, reason)));
    }
    if (own === undefined) {
      applied.foreign++;
      continue;
    }
    await finishBatch(tables, own, { txHash, block, gasUsed: gasUsed.get(txHash) });
    applied.final.push({ id: own, block });
  }
}
