import type { Terms } from '@tallystick/prover/core';
import type { ProvableShape } from '../proving/protocol.js';
import type { OpenRecord } from '../store/createOpenStore.js';
import type { SettlementRecord } from '../store/createSettlementStore.js';
import type { Store } from '../store/createStore.js';
import type { WithdrawalRecord } from '../store/createWithdrawalStore.js';
import type { BatchPlan } from './BatchPlan.js';
import { chooseShape } from './chooseShape.js';
import { type PlanSuspectsParameters, planSuspects } from './planSuspects.js';
import type { Tip } from './readTip.js';
import { SUSPICION } from './SUSPICION.js';

/**
 * Picks what the next batch holds: the queue's opens in their order, pending settlements and withdrawals oldest first, as far as the shape
 * goes. What can't run yet (its account, or its provider's, waits behind these opens) stays pending. Items of batches that could not be
 * proved are kept apart and go first, see `planSuspects`; the gravest suspects go last until the provers are known to work.
 *
 * @returns undefined when nothing waits that could run
 */
export async function planBatch({
  store,
  tip,
  shapes,
}: {
  store: Pick<Store, 'opens' | 'settlements' | 'withdrawals' | 'outcomes'>;
  /** What the batch will be executed on. */
  tip: Pick<Tip, 'accounts' | 'firstQueued'>;
  shapes: readonly ProvableShape[];
}): Promise<BatchPlan | undefined> {
  const { firstQueued, accounts } = tip;
  const most = (pick: (shape: ProvableShape['shape']) => number) =>
    Math.max(0, ...shapes.map(({ shape }) => pick(shape)));
  const found = await store.opens.queued(
    most((shape) => shape.opens),
    firstQueued,
  );
  // Accounts beyond the reach of a shape stay in the queue, until only deeper ones are configured.
  const reach = 4 ** Math.min(...shapes.map(({ shape }) => shape.activeDepth));
  const queued = inOrder(found, firstQueued).filter(({ serial }) => serial < reach);
  // More than fit, since some may have to wait.
  const pending = await store.settlements.pending(2 * most((shape) => shape.settles));
  const ordered = await store.withdrawals.pending(2 * most((shape) => shape.withdrawals));

  const inTree = async (serial: number) => (await accounts.get(serial))?.terms;
  const isParked = await parkingOf(store, [...pending, ...ordered]);
  const suspectsOf = (isTaken: (item: Suspect) => boolean) =>
    planSuspects({ pending: pending.filter(isTaken), ordered: ordered.filter(isTaken), inTree, shapes, firstQueued });
  const suspects = await suspectsOf((item) => !isParked(item));
  return (
    suspects ?? (await planOrdinary({ pending, ordered, queued, inTree, shapes, firstQueued })) ?? suspectsOf(isParked)
  );
}

/** A batch of what nobody suspects. */
async function planOrdinary({
  pending,
  ordered,
  queued,
  inTree,
  shapes,
  firstQueued,
}: PlanSuspectsParameters & { queued: OpenRecord[] }): Promise<BatchPlan | undefined> {
  const openable = openableIn(inTree, queued);
  const ready: { settlement: SettlementRecord; provider: number }[] = [];
  for (const settlement of pending.filter(({ suspicion }) => suspicion === 0)) {
    const allowance = await openable(settlement.serial);
    if (allowance === undefined || !(await openable(allowance.providerSerial))) continue;
    ready.push({ settlement, provider: allowance.providerSerial });
  }
  const withdrawals: WithdrawalRecord[] = [];
  for (const withdrawal of ordered.filter(({ suspicion }) => suspicion === 0))
    if (await openable(withdrawal.serial)) withdrawals.push(withdrawal);
  const providers = new Set(ready.map(({ provider }) => provider)).size;
  const load = { opens: queued.length, settlements: ready.length, providers, withdrawals: withdrawals.length };
  if (load.opens + load.settlements + load.withdrawals === 0) return undefined;
  const chosen = chooseShape(shapes, load);
  if (!chosen) return undefined;

  const { shape } = chosen;
  const opens = queued.slice(0, shape.opens);
  // A larger shape's opens may be cut off here, and with them the accounts of some settlements.
  const settlements = takeSettlements(ready, chosen, (serial) => isBehind(serial, queued, shape.opens));
  const taken = withdrawals.filter(({ serial }) => !isBehind(serial, queued, shape.opens)).slice(0, shape.withdrawals);
  // A shape may have no slots of the kind that waits.
  if (opens.length + settlements.length + taken.length === 0) return undefined;
  return {
    shape: chosen,
    firstSerial: firstQueued,
    opens,
    settlements,
    withdrawals: taken,
    isFull:
      (shape.opens > 0 && opens.length === shape.opens) ||
      (shape.settles > 0 && settlements.length === shape.settles) ||
      (shape.withdrawals > 0 && taken.length === shape.withdrawals),
  };
}

type Suspect = Pick<SettlementRecord | WithdrawalRecord, 'suspicion' | 'suspectedMs'>;

/**
 * Finds out which items let all others go first: those that have failed so often that the next time may convict them, until a batch has been
 * proved since, which shows that the provers work. Else an outage would convict them, or they would keep everybody waiting.
 */
async function parkingOf({ outcomes }: Pick<Store, 'outcomes'>, items: readonly Suspect[]) {
  const isGrave = ({ suspicion }: Suspect) => suspicion > SUSPICION;
  const provedMs = (items.some(isGrave) ? await outcomes.lastProvedMs() : undefined) ?? 0;
  return (item: Suspect) => isGrave(item) && provedMs <= (item.suspectedMs ?? 0);
}

/** The queue without gaps: an open whose event wasn't seen yet holds up those behind it. */
function inOrder(queued: OpenRecord[], firstQueued: number): OpenRecord[] {
  const live = queued.filter(({ serial }) => serial >= firstQueued);
  return live.filter(({ serial }, index) => serial === firstQueued + index);
}

/** Terms of an account that is in the tree, or will be after these opens. */
function openableIn(inTree: (serial: number) => Promise<Terms | undefined>, queued: OpenRecord[]) {
  const opening = new Map(queued.map((open) => [open.serial, open.disclosed]));
  return async (serial: number) => opening.get(serial) ?? (await inTree(serial));
}

/** Whether an account is opened only after those of the batch. */
function isBehind(serial: number, queued: OpenRecord[], opens: number): boolean {
  return queued.slice(opens).some((open) => open.serial === serial);
}

function takeSettlements(
  ready: { settlement: SettlementRecord; provider: number }[],
  { shape }: ProvableShape,
  isBehindOpens: (serial: number) => boolean,
): SettlementRecord[] {
  const providers = new Set<number>();
  const taken: SettlementRecord[] = [];
  for (const { settlement, provider } of ready) {
    if (taken.length === shape.settles) break;
    if (isBehindOpens(settlement.serial) || isBehindOpens(provider)) continue;
    if (!providers.has(provider) && providers.size === shape.credits - 1) continue;
    providers.add(provider);
    taken.push(settlement);
  }
  return taken;
}
