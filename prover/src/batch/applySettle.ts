import type { AccountState } from '../account/AccountState.js';
import type { Units } from '../account/Units.js';
import { TallystickError } from '../errors/TallystickError.js';
import { amountOwed } from '../receipt/amountOwed.js';
import { assertReceipt } from '../receipt/assertReceipt.js';
import type { Receipt } from '../receipt/Receipt.js';
import type { Signature } from '../signature/Signature.js';
import type { TreeFamilies } from '../tree/AccountTree.js';
import type { BatchContext } from './BatchContext.js';
import { knownAccount } from './knownAccount.js';
import { type BatchPlace, refuse } from './refuse.js';
import { type BatchUpdate, replaceLeaf } from './replaceLeaf.js';

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

const BATCH_CODES = {
  'receipt/wrong-domain': 'batch/wrong-domain',
  'receipt/bad-signature': 'batch/bad-signature',
  'receipt/lower-than-settled': 'batch/lower-than-settled',
  'receipt/counter-out-of-range': 'batch/counter-out-of-range',
  'receipt/malformed': 'batch/bad-request',
} as const;

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
  if (receipt !== undefined) {
    checkReceipt(context, { place, receipt, account: before });
    amount = amountOwed({ from: before.counters, to: receipt.units, prices: before.terms.prices });
    if (request.now >= before.terms.expiry) {
      refuse('batch/expired', place, { field: 'expiry', given: before.terms.expiry, expected: `above ${request.now}` });
    }
    if (amount > before.balance) {
      refuse('batch/beyond-balance', place, { field: 'amount', given: amount, expected: `at most ${before.balance}` });
    }
  }
  const units = receipt?.units ?? before.counters;
  const after = { ...before, balance: before.balance - amount, counters: { ...units } };
  const { update, families } = await replaceLeaf(context, { place, slot, before, after });
  const fee = (amount * BigInt(request.feeBps)) / BASIS_POINTS;
  return { before, units, creditSlot, signature: receipt?.signature, amount, fee, update, families };
}

function checkReceipt(
  { request }: BatchContext,
  { place, receipt, account }: { place: BatchPlace; receipt: Receipt; account: AccountState },
): void {
  try {
    assertReceipt({ receipt, owner: account.owner, domain: request.domain, settled: account.counters });
  } catch (error) {
    if (!(error instanceof TallystickError) || !(error.code in BATCH_CODES)) throw error;
    refuse(BATCH_CODES[error.code as keyof typeof BATCH_CODES], place, error.facts, error);
  }
}
