import type { AccountState } from '../../core/account/account.js';
import type { BatchUpdate } from '../../core/account/batchLeaves.js';
import { MAX_BALANCE, MAX_COUNTER } from '../../core/limits.js';
import type { TreeFamilies } from '../../core/tree/AccountTree.js';
import type { Units } from '../../core/units.js';
import { UNIT_KEYS } from '../../core/units.js';
import { knownAccount, replaceLeaf } from '../accounts.js';
import type { BatchContext } from '../request.js';
import { type BatchPlace, refuse } from '../request.js';

/** A credit slot as it ran. */
export type CreditStep = { before: AccountState; update: BatchUpdate; families: TreeFamilies };

/** What a credit slot has to add. */
export type CreditSum = { amount: bigint; units: Units };

/**
 * Adds a sum (zero as cover) to an earning account in update slot `slot`.
 *
 * @throws batch/balance-overflow, batch/counter-out-of-range, batch/stale-account and the like
 */
export async function applyCredit(
  context: BatchContext,
  { place, slot, sum }: { place: BatchPlace; slot: number; sum: CreditSum },
): Promise<CreditStep> {
  const before = await knownAccount(context, place);
  const balance = before.balance + sum.amount;
  if (balance > MAX_BALANCE)
    refuse('batch/balance-overflow', place, { given: balance, expected: `at most ${MAX_BALANCE}` });
  const counters = { ...before.counters };
  for (const key of UNIT_KEYS) {
    counters[key] += sum.units[key];
    if (counters[key] > MAX_COUNTER) {
      const facts = { field: `counters.${key}`, given: counters[key], expected: `at most ${MAX_COUNTER}` };
      refuse('batch/counter-out-of-range', place, facts);
    }
  }
  const { update, families } = await replaceLeaf(context, {
    place,
    slot,
    before,
    after: { ...before, balance, counters },
  });
  return { before, update, families };
}
