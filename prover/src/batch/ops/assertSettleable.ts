import type { AccountState } from '../../core/account/account.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { type AssertReceiptParameters, assertReceipt } from '../../core/receipt/assertReceipt.js';
import type { Receipt } from '../../core/receipt/receipt.js';
import { amountOwed } from '../../core/receipt/receipt.js';
import { batchError } from '../batchErrors.js';

export type AssertSettleableParameters = Pick<AssertReceiptParameters, 'domain' | 'isSigned'> & {
  receipt: Receipt;
  /** The allowance as it is before. */
  account: AccountState;
  /** The batch's time, in unix seconds. */
  now: number;
};

const BATCH_CODES = {
  'receipt/wrong-domain': 'batch/wrong-domain',
  'receipt/bad-signature': 'batch/bad-signature',
  'receipt/lower-than-settled': 'batch/lower-than-settled',
  'receipt/counter-out-of-range': 'batch/counter-out-of-range',
  'receipt/malformed': 'batch/bad-request',
} as const;

/**
 * Everything that a batch asks of a receipt and its allowance, the signature last, for it takes longest.
 *
 * @returns what is owed, in token base units
 * @throws every refusal of a receipt under a `batch/` code, batch/expired, batch/beyond-balance; crypto/not-loaded
 */
export function assertSettleable({ receipt, account, domain, now, isSigned }: AssertSettleableParameters): bigint {
  const { serial } = receipt;
  const { owner, terms, balance, counters } = account;
  let amount = 0n;
  const alsoAssert = (): void => {
    if (now >= terms.expiry) {
      const facts = { serial, field: 'expiry', given: terms.expiry, expected: `above ${now}` };
      throw batchError('batch/expired', { facts });
    }
    amount = amountOwed({ from: counters, to: receipt.units, prices: terms.prices });
    if (amount <= balance) return;
    const facts = { serial, field: 'amount', given: amount, expected: `at most ${balance}` };
    throw batchError('batch/beyond-balance', { facts });
  };
  try {
    assertReceipt({ receipt, owner, domain, settled: counters, alsoAssert, isSigned });
  } catch (error) {
    if (!(error instanceof TallystickError) || !(error.code in BATCH_CODES)) throw error;
    throw batchError(BATCH_CODES[error.code as keyof typeof BATCH_CODES], {
      facts: error.facts,
      cause: error,
    });
  }
  return amount;
}
