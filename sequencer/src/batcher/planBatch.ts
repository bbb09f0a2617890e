import type { Shape } from '@tallystick/prover/core';
import type { Slots, TermsOf } from '../operations/Operation.js';
import { itemOperations, OPERATION_KINDS, operations } from '../operations/operations.js';
import type { ProvableShape } from '../proving/protocol.js';
import type { OpenRecord } from '../store/createOpenStore.js';
import type { Store } from '../store/createStore.js';
import { byKind, ITEM_KINDS, type ItemKind, type ItemRecord, type ItemRecords } from '../store/items/itemStores.js';
import type { BatchPlan } from './BatchPlan.js';
import { type Candidate, findCandidates, itemsOf, loadOf } from './candidates.js';
import { chooseShape } from './chooseShape.js';
import { type PlanSuspectsParameters, planSuspects } from './planSuspects.js';
import type { Tip } from './readTip.js';
import { SUSPICION } from './SUSPICION.js';

/**
 * Picks what the next batch holds: the queue's opens in their order, and of each kind of pending items the oldest first, as far as the shape
 * goes. What can't run yet (an account that it needs waits behind these opens) stays pending. ItemRecords of batches that could not be proved are
 * kept apart and go first, see `planSuspects`; the gravest suspects go last until the provers are known to work.
 *
 * @returns undefined when nothing waits that could run
 */
export async function planBatch({
  store,
  tip,
  shapes,
  nowMs,
  suspectRestMs = 10_000,
}: {
  store: Pick<Store, 'opens' | 'outcomes' | ItemKind>;
  /** What the batch will be executed on. */
  tip: Pick<Tip, 'accounts' | 'firstQueued'>;
  shapes: readonly ProvableShape[];
  /** Milliseconds of the epoch. */
  nowMs: number;
  /** How long an item rests at first that has failed so often that it would be convicted if provers refused it; twice as long each time. */
  suspectRestMs?: number | undefined;
}): Promise<BatchPlan | undefined> {
  const { firstQueued, accounts } = tip;
  const most = (slots: Slots) => Math.max(0, ...shapes.map(({ shape }) => shape[slots]));
  const found = await store.opens.queued(most(operations.opens.slots), firstQueued);
  // Accounts beyond the reach of a shape stay in the queue, until only deeper ones are configured.
  const reach = 4 ** Math.min(...shapes.map(({ shape }) => shape.activeDepth));
  const queued = inOrder(found, firstQueued).filter(({ serial }) => serial < reach);
  // More than fit, since some may have to wait.
  const items = await pendingItems(store, (kind) => 2 * most(itemOperations[kind].slots));

  const inTree: TermsOf = async (serial) => (await accounts.get(serial))?.terms;
  const parking = await parkingOf(
    store,
    ITEM_KINDS.flatMap((kind): readonly ItemRecord[] => items[kind]),
    { nowMs, suspectRestMs },
  );
  const suspectsOf = (isTaken: (item: ItemRecord) => boolean) =>
    planSuspects({ items, isTaken, inTree, shapes, firstQueued });
  const suspects = await suspectsOf((item) => parking(item) === 'free');
  const ordinary = suspects ?? (await planOrdinary({ items, queued, inTree, shapes, firstQueued }));
  return ordinary ?? suspectsOf((item) => parking(item) === 'parked');
}

async function pendingItems(store: Pick<Store, ItemKind>, limitOf: (kind: ItemKind) => number): Promise<ItemRecords> {
  const pending: Partial<Record<ItemKind, ItemRecord[]>> = {};
  for (const kind of ITEM_KINDS) pending[kind] = await store[kind].pending(limitOf(kind));
  return pending as ItemRecords;
}

/** A batch of what nobody suspects. */
async function planOrdinary({
  items,
  queued,
  inTree,
  shapes,
  firstQueued,
}: Omit<PlanSuspectsParameters, 'isTaken'> & { queued: OpenRecord[] }): Promise<BatchPlan | undefined> {
  const ready = await findCandidates(items, ({ suspicion }) => suspicion === 0, openableIn(inTree, queued));
  if (queued.length + ready.length === 0) return undefined;
  const chosen = chooseShape(shapes, { opens: queued.length, ...loadOf(ready) });
  if (!chosen) return undefined;

  const { shape } = chosen;
  const opens = queued.slice(0, shape.opens);
  // A larger shape's opens may be cut off here, and with them the accounts of some items.
  const behind = new Set(queued.slice(shape.opens).map(({ serial }) => serial));
  const taken = takeFitting(ready, shape, behind);
  // A shape may have no slots of the kind that waits.
  if (opens.length + taken.length === 0) return undefined;
  const load = { opens: opens.length, ...loadOf(taken) };
  const isFull = OPERATION_KINDS.some((kind) => {
    const slots = shape[operations[kind].slots];
    return slots > 0 && load[kind] === slots;
  });
  return { shape: chosen, firstSerial: firstQueued, opens, ...itemsOf(taken), isFull };
}

type Suspect = Pick<ItemRecord, 'suspicion' | 'suspectedMs'>;

/** The longest rest: an allowance that expires soon must not miss its last batch for an outage that is over. */
const longestRestMs = 5 * 60_000;

/**
 * Finds out which items let all others go first: those that have failed so often that the next time may convict them, until a batch has been
 * proved since, which shows that the provers work. Else an outage would convict them, or they would keep everybody waiting. Where provers
 * have worked since, they rest: what only ever crashes provers is never convicted, and must not take every other proof's time.
 */
async function parkingOf(
  { outcomes }: Pick<Store, 'outcomes'>,
  items: readonly Suspect[],
  { nowMs, suspectRestMs }: { nowMs: number; suspectRestMs: number },
): Promise<(item: Suspect) => 'free' | 'parked' | 'resting'> {
  const isGrave = ({ suspicion }: Suspect) => suspicion > SUSPICION;
  const provedMs = (items.some(isGrave) ? await outcomes.lastProvedMs() : undefined) ?? 0;
  return (item) => {
    const { suspicion, suspectedMs = 0 } = item;
    if (!isGrave(item)) return 'free';
    if (provedMs <= suspectedMs) return 'parked';
    const restMs = Math.min(longestRestMs, suspectRestMs * 2 ** (suspicion - SUSPICION - 1));
    return nowMs < suspectedMs + restMs ? 'resting' : 'free';
  };
}

/** The queue without gaps: an open whose event wasn't seen yet holds up those behind it. */
function inOrder(queued: OpenRecord[], firstQueued: number): OpenRecord[] {
  const live = queued.filter(({ serial }) => serial >= firstQueued);
  return live.filter(({ serial }, index) => serial === firstQueued + index);
}

/** Terms of an account that is in the tree, or will be after these opens. */
function openableIn(inTree: TermsOf, queued: OpenRecord[]): TermsOf {
  const opening = new Map(queued.map((open) => [open.serial, open.disclosed]));
  return async (serial) => opening.get(serial) ?? (await inTree(serial));
}

/** Those that the shape has slots for, the oldest first, but for those that need an account that is opened behind the batch. */
function takeFitting(ready: readonly Candidate[], shape: Shape, behind: ReadonlySet<number>): Candidate[] {
  const left = byKind<Record<ItemKind, number>>((kind) => shape[itemOperations[kind].slots]);
  const credited = new Set<number>();
  return ready.filter((candidate) => {
    if (left[candidate.kind] === 0 || candidate.serials.some((serial) => behind.has(serial))) return false;
    if (candidate.credited !== undefined) {
      // One credit slot is the operator's.
      if (!credited.has(candidate.credited) && credited.size === shape.credits - 1) return false;
      credited.add(candidate.credited);
    }
    left[candidate.kind] -= 1;
    return true;
  });
}
