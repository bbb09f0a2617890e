import type { AccountState } from '../../core/account/account.js';
import type { BatchUpdate } from '../../core/account/batchLeaves.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import type { Receipt } from '../../core/receipt/receipt.js';
import type { Signature } from '../../core/signature.js';
import type { TreeFamilies } from '../../core/tree/AccountTree.js';
import type { Units } from '../../core/units.js';
import { knownAccount, replaceLeaf } from '../accounts.js';
import { batchError } from '../batchErrors.js';
import type { BatchContext } from '../request.js';
import { type BatchPlace, refuse } from '../request.js';
import { assertSettleable } from './assertSettleable.js';

/** A settle slot as it ran. */
export type SettleStep = {
  before: AccountState;
  units: Units;
  /** Credit slot of the provider; 0 for a refresh. */
  creditSlot: number;
  /** Undefined for a refresh. */
  signature: Signature | undefined;
  amount: bigint;
  fee: bigint;
  update: BatchUpdate;
  families: TreeFamilies;
};

const BASIS_POINTS = 10_000n;

/**
 * Settles a receipt in update slot `slot`, or refreshes the account there when no receipt is given.
 *
 * @throws every refusal of a receipt, under a `batch/` code with its place
 */
export async function applySettle(
  context: BatchContext,
  item: { place: BatchPlace; slot: number; creditSlot: number; receipt: Receipt | undefined },
): Promise<SettleStep> {
  const { place, slot, creditSlot, receipt } = item;
  const { request } = context;
  const before = await knownAccount(context, place);
  let amount = 0n;
  if (receipt !== undefined) amount = settleable(context, { place, receipt, account: before });
  const units = receipt?.units ?? before.counters;
  const after = { ...before, balance: before.balance - amount, counters: { ...units } };
  const { update, families } = await replaceLeaf(context, { place, slot, before, after });
  const fee = (amount * BigInt(request.feeBps)) / BASIS_POINTS;
  return { before, units, creditSlot, signature: receipt?.signature, amount, fee, update, families };
}

function settleable(
  { request }: BatchContext,
  { place, receipt, account }: { place: BatchPlace; receipt: Receipt; account: AccountState },
): bigint {
  try {
    return assertSettleable({ receipt, account, domain: request.domain, now: request.now });
  } catch (error) {
    if (!(error instanceof TallystickError) || !batchError.has(error.code)) throw error;
    refuse(error.code, place, error.facts, error);
  }
}
