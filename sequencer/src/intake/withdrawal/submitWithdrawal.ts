import { createHash } from 'node:crypto';
import {
  isEarningAccount,
  parseWithdrawal,
  serializeWithdrawal,
  verifyWithdrawal,
  type Withdrawal,
  withdrawalError,
} from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { StoreTables } from '../../store/createStore.js';
import type { WithdrawalRecord } from '../../store/items/createWithdrawalStore.js';
import type { IntakeContext, Within } from '../IntakeContext.js';
import { requireAccount } from '../requireAccount.js';

/**
 * Takes in a withdrawal, after checking everything that a batch will check. The same withdrawal again changes nothing.
 *
 * @throws withdrawal/…; sequencer/malformed, sequencer/unknown-account, sequencer/open-refunded, sequencer/wrong-nonce,
 *   sequencer/withdrawal-pending, sequencer/not-expired, sequencer/beyond-balance
 */
export async function submitWithdrawal(
  context: IntakeContext,
  body: unknown,
  within?: Within<WithdrawalRecord>,
): Promise<WithdrawalRecord> {
  const withdrawal = parseWithdrawal(body);
  const { amount, recipient } = withdrawal;
  if (amount === 0n)
    throw withdrawalError('withdrawal/malformed', {
      facts: { field: 'amount', given: amount, expected: 'more than 0' },
    });
  if (BigInt(recipient) === 0n) {
    throw withdrawalError('withdrawal/malformed', {
      facts: { field: 'recipient', given: recipient, expected: 'an address other than 0' },
    });
  }
  await assertSigned(context, withdrawal);
  const id = idOf(withdrawal);
  return context.store.transaction(async (tables) => {
    const record = await take(context, tables, { id, withdrawal });
    await within?.(tables, record);
    return record;
  });
}

/** Before anything is locked: whoever can't sign for an account must not hold up those who can. */
async function assertSigned({ store, domain }: IntakeContext, withdrawal: Withdrawal): Promise<void> {
  const { serial } = withdrawal;
  const open = await store.opens.get(serial);
  if (!open?.disclosed) throw apiError('sequencer/unknown-account', { facts: { field: 'serial', given: serial } });
  if (!verifyWithdrawal({ domain, withdrawal, owner: open.owner })) {
    throw withdrawalError('withdrawal/bad-signature', { facts: { field: 'signature', serial } });
  }
}

async function take(
  context: IntakeContext,
  tables: StoreTables,
  { id, withdrawal }: { id: string; withdrawal: Withdrawal },
): Promise<WithdrawalRecord> {
  const { serial, nonce, amount } = withdrawal;
  const { withdrawals } = tables;
  const { state, open } = await requireAccount(tables, serial);
  // A reorganisation of the chain may have given the serial to somebody else since.
  if (!verifyWithdrawal({ domain: context.domain, withdrawal, owner: state.owner })) {
    throw withdrawalError('withdrawal/bad-signature', { facts: { field: 'signature', serial } });
  }
  const known = await withdrawals.get(id);
  if (known && known.status !== 'rejected') return known;
  if (open.refunded) throw apiError('sequencer/open-refunded', { facts: { field: 'serial', given: serial } });
  if (nonce !== state.nonce) {
    throw apiError('sequencer/wrong-nonce', { facts: { field: 'nonce', given: nonce, expected: state.nonce } });
  }
  const other = await withdrawals.live(serial, nonce);
  if (other)
    throw apiError('sequencer/withdrawal-pending', { facts: { field: 'nonce', given: nonce, status: other.status } });
  const now = context.chainTime();
  if (!isEarningAccount(state) && now < state.terms.expiry) {
    throw apiError('sequencer/not-expired', {
      facts: { field: 'now', given: now, expected: `${state.terms.expiry} or later` },
    });
  }
  if (amount > state.balance) {
    throw apiError('sequencer/beyond-balance', {
      facts: { field: 'amount', given: amount, expected: `at most ${state.balance}` },
    });
  }
  await withdrawals.put(id, withdrawal);
  const stored = await withdrawals.get(id);
  if (!stored) throw new TypeError('A withdrawal was not found right after it was stored');
  return stored;
}

function idOf(withdrawal: Withdrawal): string {
  return createHash('sha256')
    .update(JSON.stringify(serializeWithdrawal(withdrawal)))
    .digest('hex');
}
