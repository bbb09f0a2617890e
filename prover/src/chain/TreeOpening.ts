import type { Point } from '../signature/Point.js';
import type { TreePath } from '../tree/AccountTree.js';

/** What L1 says of an account at some batch: enough for whoever holds its view key. */
export type PublishedAccount = {
  /** As it was opened; the amount is 0 when the money went back before a batch took it. */
  opened: { owner: Point; terms: bigint; amount: bigint };
  /** The latest update that touched it, undefined when none did. */
  update: { batchId: bigint; slot: number; salt: bigint; leaf: bigint; maskedWord: bigint } | undefined;
};

/** An account's leaf and path at the end of a batch. */
export type TreeOpening = TreePath & {
  serial: number;
  batchId: bigint;
  /** Undefined when no batch had opened the account yet; its leaf is 0 then. */
  published: PublishedAccount | undefined;
};
