import { Type } from '@sinclair/typebox';
import { serializeWithdrawal } from '@tallystick/prover/core';
import { submitWithdrawal } from '../intake/withdrawal/submitWithdrawal.js';
import type { ItemOperation } from './Operation.js';
import * as schemas from './schemas.js';
import { presentWait, wait } from './Wait.js';

const order = {
  serial: schemas.serial,
  nonce: schemas.count("The account's current nonce"),
  amount: schemas.decimal('Token base units'),
  recipient: schemas.address('Who may claim it'),
};

const withdrawal = schemas.name(
  'Withdrawal',
  Type.Object({
    id: Type.String(),
    ...order,
    status: schemas.status('pending', 'batched', 'final', 'rejected'),
    ...schemas.itemColumns,
    waitsFor: schemas.orNull(wait.ref),
  }),
);

/** Withdraws from an account: the contract owes the amount to the recipient from then on. */
export const withdrawalOperation: ItemOperation<'withdrawals'> = {
  name: 'withdrawal',
  slots: 'withdrawals',
  section: 'withdraw',
  counts: { waiting: 'Withdrawals', inBatch: 'Withdrawals, without cover' },
  rebuildAfter: ['InconsistentWithdrawal', 'WithdrawalsExceedTree'],
  isSuspectedTogether: false,
  needs: async ({ serial }, termsOf) => ((await termsOf(serial)) ? { serials: [serial] } : undefined),
  toRequest: (items) => items.map((item) => item.withdrawal),
  toOutcomes: (items) => items.map(({ id }) => id),
  submit: {
    path: '/v1/withdrawals',
    id: 'submitWithdrawal',
    summary: 'Withdraws from an account',
    body: schemas.name('WithdrawalOrder', Type.Object({ ...order, signature: schemas.signature.ref })),
    ok: withdrawal,
    status: 202,
    createIntake:
      (context) =>
      (body, { within }) =>
        submitWithdrawal(context, body, within),
    present({ id, status, withdrawal: signed, batchId, error }, waitOf) {
      const { signature: _, ...shown } = serializeWithdrawal(signed);
      const waitsFor = presentWait({ status, batchId }, waitOf);
      return { id, ...shown, status, batchId: batchId ?? null, error: error ?? null, waitsFor };
    },
  },
  get: { id: 'getWithdrawal', summary: 'What became of a withdrawal' },
  list: {
    id: 'getAccountWithdrawals',
    summary: "An account's withdrawals, latest first",
    ok: schemas.name('WithdrawalPage', schemas.itemPage({ withdrawals: Type.Array(withdrawal.ref) })),
  },
};
