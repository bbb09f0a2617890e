import type { AccountState } from '../core/account/account.js';
import { TallystickError } from '../core/errors/TallystickError.js';
import type { Receipt } from '../core/receipt/receipt.js';
import type { Shape } from '../core/shape.js';
import { coversUnits, UNIT_KEYS } from '../core/units.js';
import { escapeError } from './escapeErrors.js';
import { assertOwnSettlement, type OwnSettlementRules } from './makeOwnBatch.js';

/** A receipt that no batch of one's own can settle as things are, and why. */
export type LostReceipt = { serial: number; error: TallystickError };

/** Which receipts go into which batch, and which of them can't or needn't be settled. */
export type OwnBatchPlan = {
  batches: Receipt[][];
  /** Settled already, by this receipt or a later one. */
  settled: number[];
  lost: LostReceipt[];
};

export type PlanOwnBatchesParameters = Omit<OwnSettlementRules, 'activeDepth'> & {
  states: ReadonlyMap<number, AccountState>;
  /** Why accounts that aren't among the states couldn't be opened. */
  unrecoverable?: ReadonlyMap<number, TallystickError> | undefined;
  shape: Pick<Shape, 'settles' | 'activeDepth'>;
};

/**
 * Sorts receipts into batches of as many settlements as the shape has; of several for one allowance the highest that can be settled
 * counts. A receipt that can't be settled never keeps the others from it.
 *
 * @throws crypto/not-loaded
 */
export function planOwnBatches(receipts: readonly Receipt[], parameters: PlanOwnBatchesParameters): OwnBatchPlan {
  const { states, shape } = parameters;
  const bySerial = new Map<number, Receipt[]>();
  for (const receipt of receipts) {
    const group = bySerial.get(receipt.serial);
    if (group === undefined) bySerial.set(receipt.serial, [receipt]);
    else group.push(receipt);
  }
  const plan: OwnBatchPlan = { batches: [], settled: [], lost: [] };
  const due: Receipt[] = [];
  for (const [serial, group] of bySerial) {
    const state = states.get(serial);
    const open = group.filter((receipt) => state === undefined || !isSettled(receipt, state));
    if (open.length === 0) plan.settled.push(serial);
    let best: Receipt | undefined;
    let reason: TallystickError | undefined;
    for (const receipt of open.sort((a, b) => (coversUnits(a.units, b.units) ? -1 : 1))) {
      const error = whyNot(receipt, state, parameters);
      if (error === undefined) {
        best = receipt;
        break;
      }
      reason ??= error;
    }
    if (best !== undefined) due.push(best);
    if (reason !== undefined) plan.lost.push({ serial, error: reason });
  }
  const { settles } = shape;
  for (let first = 0; first < due.length; first += settles) plan.batches.push(due.slice(first, first + settles));
  return plan;
}

function isSettled({ units }: Receipt, { counters }: AccountState): boolean {
  return UNIT_KEYS.every((key) => units[key] <= counters[key]);
}

function whyNot(
  receipt: Receipt,
  state: AccountState | undefined,
  { unrecoverable, shape, ...rules }: PlanOwnBatchesParameters,
): TallystickError | undefined {
  const { serial } = receipt;
  if (state === undefined) {
    return (
      unrecoverable?.get(serial) ?? escapeError('escape/not-in-tree', { facts: { field: 'serial', given: serial } })
    );
  }
  try {
    assertOwnSettlement(receipt, state, { ...rules, activeDepth: shape.activeDepth });
    return undefined;
  } catch (error) {
    if (!(error instanceof TallystickError) || error.code === 'crypto/not-loaded') throw error;
    return error;
  }
}
