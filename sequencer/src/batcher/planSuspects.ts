import type { TermsOf } from '../operations/Operation.js';
import { itemOperations } from '../operations/operations.js';
import type { ProvableShape } from '../proving/protocol.js';
import { ITEM_KINDS, type ItemRecord, type ItemRecords } from '../store/items/itemStores.js';
import type { BatchPlan } from './BatchPlan.js';
import { creditedBy, findCandidates, itemsOf, loadOf } from './candidates.js';
import { chooseShape } from './chooseShape.js';

export type PlanSuspectsParameters = {
  /** Pending items, oldest first. */
  items: ItemRecords;
  /** Which of them may be tried now. */
  isTaken: (item: ItemRecord) => boolean;
  /** Terms of an account that is in the tree. */
  inTree: TermsOf;
  shapes: readonly ProvableShape[];
  firstQueued: number;
};

/**
 * A batch of items whose last batch could not be proved, if there are such: apart from all others, and half as many with every failure. The
 * least suspicious come first. So the one that can't be proved is alone after a few batches, where it is rejected, and the others have been
 * settled.
 */
export async function planSuspects(parameters: PlanSuspectsParameters): Promise<BatchPlan | undefined> {
  const { items, isTaken, inTree, shapes, firstQueued } = parameters;
  // Of those that can run: one whose account a reorg took away must not keep the others waiting.
  const runnable = await findCandidates(items, (item) => item.suspicion > 0 && isTaken(item), inTree);
  const level = Math.min(...runnable.map(({ item }) => item.suspicion));
  const least = runnable.filter(({ item }) => item.suspicion === level);
  const kind = ITEM_KINDS.find((one) => least.some((candidate) => candidate.kind === one));
  if (kind === undefined) return undefined;
  const { isSuspectedTogether, slots } = itemOperations[kind];
  const suspects = least.filter((candidate) => candidate.kind === kind);
  const most = isSuspectedTogether ? Math.max(1, Math.max(0, ...shapes.map(({ shape }) => shape[slots])) >> level) : 1;
  // For as many of them as there are providers' slots in any shape, each provider counted once too often at most.
  const credits = Math.max(1, ...shapes.map(({ shape }) => shape.credits - 1));
  const taken = suspects.slice(0, creditedBy(suspects).size > credits ? Math.min(most, credits) : most);
  const shape = chooseShape(shapes, { ...loadOf(taken), opens: 0, providers: 1 });
  return shape && { shape, firstSerial: firstQueued, opens: [], ...itemsOf(taken), isFull: true };
}
