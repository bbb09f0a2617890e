import type { Point } from '../signature.js';
import { openedLeaf } from './leaf.js';

/** One update as a batch publishes it: the new leaf of an account, and its word under a mask. */
export type BatchUpdate = { serial: number; leaf: bigint; maskedWord: bigint };

/** A leaf as a batch wrote it. */
export type PublishedLeaf = {
  serial: number;
  leaf: bigint;
  /** The update that wrote it, with what its view key opens; undefined for an account that the batch opened, whose data is public. */
  update: { slot: number; salt: bigint; maskedWord: bigint } | undefined;
};

/** What a batch published that changes leaves. */
export type PublishedBatch = {
  salt: bigint;
  /** In slot order. */
  updates: readonly BatchUpdate[];
  /** The accounts that it opened, as the contract had them queued: with the terms' hash, and the amount that refunds left. */
  opened?: readonly { serial: number; owner: Point; terms: bigint; amount: bigint }[];
};

/**
 * The leaves that a batch wrote, by serial, each as it is after the batch: opens come before updates, and of several updates of one
 * account the one in the last slot holds.
 *
 * @throws crypto/not-loaded
 */
export function batchLeaves({ salt, updates, opened = [] }: PublishedBatch): Map<number, PublishedLeaf> {
  const leaves = new Map<number, PublishedLeaf>();
  for (const open of opened) {
    leaves.set(open.serial, { serial: open.serial, leaf: openedLeaf(open), update: undefined });
  }
  for (const [slot, { serial, leaf, maskedWord }] of updates.entries()) {
    leaves.set(serial, { serial, leaf, update: { slot, salt, maskedWord } });
  }
  return leaves;
}
