import type { AccountState } from '../../core/account/account.js';
import { isEarningAccount } from '../../core/account/account.js';
import type { BatchUpdate } from '../../core/account/batchLeaves.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { MAX_NONCE } from '../../core/limits.js';
import type { Signature } from '../../core/signature.js';
import { verifyField } from '../../core/signature.js';
import type { TreeFamilies } from '../../core/tree/AccountTree.js';
import type { Withdrawal } from '../../core/withdrawal.js';
import { packPayout, withdrawalMessage } from '../../core/withdrawal.js';
import { knownAccount, replaceLeaf } from '../accounts.js';
import type { BatchContext } from '../request.js';
import { type BatchPlace, refuse } from '../request.js';

/** A withdraw slot as it ran. */
export type WithdrawStep = {
  before: AccountState;
  /** amount(88) | recipient(160); 0 for a refresh. */
  payout: bigint;
  /** Undefined for a refresh. */
  signature: Signature | undefined;
  update: BatchUpdate;
  families: TreeFamilies;
};

/**
 * Applies a withdrawal in update slot `slot`, or refreshes the account there when none is given.
 *
 * @throws batch/bad-withdrawal, batch/wrong-nonce, batch/nonce-exhausted, batch/bad-signature, batch/not-expired,
 *   batch/beyond-balance, batch/stale-account and the like
 */
export async function applyWithdraw(
  context: BatchContext,
  { place, slot, withdrawal }: { place: BatchPlace; slot: number; withdrawal: Withdrawal | undefined },
): Promise<WithdrawStep> {
  const before = await knownAccount(context, place);
  if (withdrawal === undefined) {
    const { update, families } = await replaceLeaf(context, { place, slot, before, after: before });
    return { before, payout: 0n, signature: undefined, update, families };
  }
  checkWithdrawal(context, { place, withdrawal, account: before });
  const after = { ...before, balance: before.balance - withdrawal.amount, nonce: before.nonce + 1 };
  const { update, families } = await replaceLeaf(context, { place, slot, before, after });
  return { before, payout: packPayout(withdrawal), signature: withdrawal.signature, update, families };
}

function checkWithdrawal(
  { request }: BatchContext,
  { place, withdrawal, account }: { place: BatchPlace; withdrawal: Withdrawal; account: AccountState },
): void {
  const { domain, now } = request;
  const { amount, nonce, signature } = withdrawal;
  const { expiry } = account.terms;
  if (nonce !== account.nonce)
    refuse('batch/wrong-nonce', place, { field: 'nonce', given: nonce, expected: account.nonce });
  if (nonce >= MAX_NONCE)
    refuse('batch/nonce-exhausted', place, { field: 'nonce', given: nonce, expected: `below ${MAX_NONCE}` });
  if (!verifyField({ message: messageOf(domain, withdrawal, place), publicKey: account.owner, signature })) {
    refuse('batch/bad-signature', place, { field: 'signature' });
  }
  if (!isEarningAccount(account) && now < expiry) {
    refuse('batch/not-expired', place, { field: 'expiry', given: expiry, expected: `at most ${now}` });
  }
  if (amount > account.balance) {
    refuse('batch/beyond-balance', place, { field: 'amount', given: amount, expected: `at most ${account.balance}` });
  }
}

function messageOf(domain: bigint, withdrawal: Withdrawal, place: BatchPlace): bigint {
  try {
    return withdrawalMessage({ domain, ...withdrawal });
  } catch (error) {
    if (!(error instanceof TallystickError) || error.code !== 'withdrawal/malformed') throw error;
    return refuse('batch/bad-withdrawal', place, error.facts, error);
  }
}
