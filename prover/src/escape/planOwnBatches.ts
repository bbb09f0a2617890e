import type { AccountState } from '../account/AccountState.js';
import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import type { Receipt } from '../receipt/Receipt.js';
import { coversUnits } from '../units/coversUnits.js';

/** Which receipts go into which batch, and which of them can't or needn't be settled. */
export type OwnBatchPlan = {
  batches: Receipt[][];
  /** Settled already, by this receipt or a later one. */
  settled: number[];
  /** Of allowances that have expired, or aren't in the tree. */
  lost: number[];
};

/**
 * Sorts receipts into batches of so many settlements; of several for one allowance the highest counts.
 *
 * @param now unix seconds
 */
export function planOwnBatches(
  receipts: readonly Receipt[],
  { states, slots, now }: { states: ReadonlyMap<number, AccountState>; slots: number; now: number },
): OwnBatchPlan {
  const latest = new Map<number, Receipt>();
  for (const receipt of receipts) {
    const other = latest.get(receipt.serial);
    if (other === undefined || coversUnits(receipt.units, other.units)) latest.set(receipt.serial, receipt);
  }
  const plan: OwnBatchPlan = { batches: [], settled: [], lost: [] };
  const due: Receipt[] = [];
  for (const receipt of latest.values()) {
    const state = states.get(receipt.serial);
    if (state === undefined || now >= state.terms.expiry) plan.lost.push(receipt.serial);
    else if (UNIT_KEYS.every((key) => receipt.units[key] <= state.counters[key])) plan.settled.push(receipt.serial);
    else due.push(receipt);
  }
  for (let first = 0; first < due.length; first += slots) plan.batches.push(due.slice(first, first + slots));
  return plan;
}
