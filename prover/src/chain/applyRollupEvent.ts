import { decodeUpdates } from '@tallystick/verifier-contracts';
import { leafOf } from '../account/leafOf.js';
import { ZERO_UNITS } from '../account/ZERO_UNITS.js';
import type { NodeStore } from '../tree/NodeStore.js';
import { updateLeaves } from '../tree/updateLeaves.js';
import { eventsMissing } from './eventsMissing.js';
import type { RollupEvent } from './readRollupEvents.js';
import { rootMismatch } from './rootMismatch.js';
import type { PublishedAccount } from './TreeOpening.js';

/** A tree in the making. */
export type RebuildWorld = {
  nodes: NodeStore;
  batchId: bigint;
  updates: number;
  /** Opens that wait for a batch. */
  queued: Map<number, PublishedAccount['opened']>;
  /** The accounts that are to be opened, as far as they are known. */
  followed: Map<number, PublishedAccount | undefined>;
};

/**
 * Does to the tree what an event did to it.
 *
 * @returns the new root after a batch, undefined after any other event
 * @throws chain/root-mismatch, chain/events-missing
 */
export async function applyRollupEvent(world: RebuildWorld, event: RollupEvent): Promise<bigint | undefined> {
  if (event.eventName === 'Opened') {
    const { serial, ownerX, ownerY, terms, amount } = event.args;
    world.queued.set(serial, { owner: { x: ownerX, y: ownerY }, terms, amount });
    return undefined;
  }
  if (event.eventName === 'OpenRefunded') {
    const { serial } = event.args;
    world.queued.set(serial, { ...takeQueued(world, serial), amount: 0n });
    return undefined;
  }
  const { batchId, newRoot, salt, firstSerial, openCount, updates } = event.args;
  if (batchId !== world.batchId + 1n)
    throw eventsMissing('BatchSettled', { given: batchId, expected: world.batchId + 1n });
  const leaves = new Map<number, bigint>();
  for (let serial = firstSerial; serial < firstSerial + openCount; serial++) {
    const opened = takeQueued(world, serial);
    world.queued.delete(serial);
    const { owner, terms, amount: balance } = opened;
    const state = { serial, owner, terms, balance, counters: ZERO_UNITS, nonce: 0, blinding: 0n };
    leaves.set(serial, leafOf(state));
    if (world.followed.has(serial)) world.followed.set(serial, { opened, update: undefined });
  }
  // Slots run in order, so the last of several updates of one account is the one that stays.
  for (const [slot, { serial, leaf, maskedWord }] of decodeUpdates(updates).entries()) {
    leaves.set(serial, leaf);
    const known = world.followed.get(serial);
    if (known !== undefined) {
      world.followed.set(serial, { ...known, update: { batchId, slot, salt, leaf, maskedWord } });
    }
    world.updates += 1;
  }
  world.updates += openCount;
  const root = await updateLeaves(world.nodes, leaves);
  if (root !== newRoot) throw rootMismatch(batchId, root, newRoot);
  world.batchId = batchId;
  return root;
}

function takeQueued(world: RebuildWorld, serial: number): PublishedAccount['opened'] {
  const opened = world.queued.get(serial);
  if (opened === undefined) throw eventsMissing('Opened', { serial });
  return opened;
}
