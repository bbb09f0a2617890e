import { fieldToHex, updateLeaves } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import { sequencerError } from '../errors.js';
import { deriveAccounts } from '../store/base/deriveAccounts.js';
import { discardFrom } from '../store/base/discardFrom.js';
import type { StoreTables } from '../store/createStore.js';

/** Name in the table `meta` of the block before which nothing can be undone but everything. */
export const PRUNED_BLOCK = 'l1.pruned-block';

/** Name in the table `meta` of the last block up to which the events were compared with the contract. */
export const VERIFIED_BLOCK = 'l1.verified-block';

/** What undoing blocks took out of the base. */
export type RolledBack = { reinstated: number[]; discarded: number[]; foreign: number };

/**
 * Undoes every block after one: opens, refunds, batches, and with them the tree and the accounts. Own batches are live again with the
 * proofs that they have. Where what was before is forgotten already, everything is undone, to be read again; from the first own batch on
 * whose proof is forgotten too, they are discarded, until the chain says that they are final. Within a transaction that holds the base's
 * lock.
 */
export async function rollBack(tables: StoreTables, to: bigint): Promise<RolledBack> {
  const { l1, meta, batches } = tables;
  const pruned = BigInt((await meta.get(PRUNED_BLOCK)) ?? -1);
  const last = to < pruned ? -1n : to;
  const { own, foreign, serials } = await l1.forgetAfter(last);
  // What comes after it is to be compared anew.
  const verified = await meta.get(VERIFIED_BLOCK);
  if (verified !== undefined && BigInt(verified) > last) await meta.set(VERIFIED_BLOCK, last.toString());
  const leaves = await l1.leaves(serials);
  const root = await updateLeaves(
    tables.nodes,
    new Map(serials.map((serial) => [serial, leaves.get(serial)?.leaf ?? 0n])),
  );
  const base = await l1.base();
  if (root !== base.root) {
    const facts = { field: 'root', given: fieldToHex(root), expected: fieldToHex(base.root) };
    throw apiError('sequencer/root-mismatch', { facts });
  }
  await deriveAccounts(tables, serials);
  await batches.recall(own);
  for (const id of own) await l1.reinstate(id);
  // One that others submitted before it was proved here, or that is stripped by now, has nothing to be sent again with.
  const unproved = await batches.firstWithoutProof(own);
  const reason = sequencerError('sequencer/stale-batch').toJSON();
  const discarded = unproved === undefined ? [] : await discardFrom(tables, unproved, reason);
  return { reinstated: own.filter((id) => !discarded.includes(id)), discarded, foreign };
}
