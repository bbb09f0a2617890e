import type { OpenedEvent, RollupEvent, SettledEvent } from '@tallystick/prover/chain';
import { fieldToHex, type TallystickError, writeBatchLeaves } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { Hex } from 'viem';
import { sequencerError } from '../errors.js';
import { deriveAccounts } from '../store/base/deriveAccounts.js';
import { discardFrom } from '../store/base/discardFrom.js';
import { finishBatch } from '../store/base/finishBatch.js';
import type { Base } from '../store/createL1Store.js';
import type { StoreTables } from '../store/createStore.js';

/** What events brought into the base. */
export type Applied = { final: { id: number; block: bigint }[]; discarded: number[]; foreign: number };

/**
 * Takes events of confirmed blocks into the store, in order, within a transaction that holds the base's lock. The tree, the accounts and
 * the queue follow from the events alone, whoever made a batch; one of this database becomes final besides.
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
  for (const event of events) {
    if (event.type === 'opened') {
      requireNext('serial', event.serial, base.nextSerial, event.block);
      await addOpen(tables, event);
      base = { ...base, nextSerial: event.serial + 1 };
    } else if (event.type === 'refunded') {
      await tables.l1.refund(event.serial, event.block);
    } else {
      base = await settle(tables, base, event, applied, gasUsed.get(event.txHash));
    }
  }
  return applied;
}

async function addOpen(
  { opens, l1 }: StoreTables,
  { serial, owner, terms: hash, amount, refundableAt: deadline, block }: OpenedEvent,
): Promise<void> {
  const open = { serial, owner, terms: hash, amount, deadline, block };
  await opens.add(open);
  // Disclosed before a reorg took the open away.
  const terms = await l1.disclosed(open);
  if (terms) await opens.disclose(open.serial, terms);
}

async function settle(
  tables: StoreTables,
  base: Base,
  event: SettledEvent,
  applied: Applied,
  gasUsed: bigint | undefined,
): Promise<Base> {
  const { newRoot, now, salt, firstSerial, openCount, block } = event;
  const batchId = Number(event.batchId);
  requireNext('batchId', batchId, base.batchId + 1, block);
  requireNext('firstSerial', firstSerial, base.firstQueued, block);
  const opened = await tables.opens.range(firstSerial, openCount);
  requireNext('openCount', opened.length, openCount, block);

  const { root, leaves } = await writeBatchLeaves(tables.nodes, { ...event, opened });
  if (root !== newRoot) throw inconsistent('root', fieldToHex(newRoot), fieldToHex(root), block);
  const own = await tables.batches.between(base.root, newRoot);
  await tables.l1.addLeaves({ batchId, block, salt }, [...leaves.values()]);
  await tables.l1.addBatch({ ...event, batchId, oldRoot: base.root, own: own?.id });
  await tables.opens.take(firstSerial, openCount);
  await deriveAccounts(tables, [...leaves.keys()]);

  // Another live batch on the same root can't be taken any more, nor what stands on it.
  const rival = await tables.batches.liveOn(base.root);
  if (rival && rival.id !== own?.id) {
    const facts = { field: 'root', batch: rival.id, given: fieldToHex(base.root), expected: fieldToHex(newRoot) };
    const reason = sequencerError('sequencer/stale-batch', { facts }).toJSON();
    applied.discarded.push(...(await discardFrom(tables, rival.id, reason)));
  }
  if (own) {
    await finishBatch(tables, own.id, { txHash: event.txHash, block, gasUsed });
    applied.final.push({ id: own.id, block });
  } else {
    applied.foreign++;
  }
  return { ...base, batchId, root: newRoot, batchTime: now, firstQueued: firstSerial + openCount };
}

function requireNext(field: string, given: number, expected: number, block: bigint): void {
  if (given !== expected) throw inconsistent(field, given, expected, block);
}

function inconsistent(field: string, given: unknown, expected: unknown, block: bigint): TallystickError {
  return apiError('sequencer/chain-inconsistent', { facts: { field, given, expected, block } });
}
