import {
  type AccountState,
  amountOwed,
  assertNotLower,
  isEarningAccount,
  type Receipt,
  type Terms,
} from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import type { OpenRecord } from '../../store/createOpenStore.js';
import type { SettlementRecord } from '../../store/items/createSettlementStore.js';

export type JudgeSettlementParameters = {
  receipt: Receipt;
  /** The allowance after the last final batch. */
  state: AccountState;
  open: OpenRecord;
  /** The provider's terms. */
  provider: Terms;
  /** The latest of the allowance's receipts that wait. */
  waiting: Pick<SettlementRecord, 'receipt'> | undefined;
  /** The chain's time, in unix seconds. */
  now: number;
};

/**
 * Everything that a batch will check of a settlement beyond its signature and domain. Reads nothing and changes nothing.
 *
 * @throws receipt/lower-than-settled; sequencer/open-refunded, sequencer/allowance-expired, sequencer/unknown-provider,
 *   sequencer/beyond-balance
 */
export function judgeSettlement({ receipt, state, open, provider, waiting, now }: JudgeSettlementParameters): void {
  assertNotLower(receipt, waiting?.receipt.units ?? state.counters);
  const { serial } = receipt;
  if (open.refunded) throw apiError('sequencer/open-refunded', { facts: { field: 'serial', given: serial } });
  const { expiry, prices, providerSerial } = state.terms;
  if (now >= expiry) {
    throw apiError('sequencer/allowance-expired', {
      facts: { field: 'serial', given: now, expected: `before ${expiry}` },
    });
  }
  if (!isEarningAccount({ terms: provider })) {
    throw apiError('sequencer/unknown-provider', { facts: { field: 'providerSerial', given: providerSerial } });
  }
  const amount = amountOwed({ from: state.counters, to: receipt.units, prices });
  if (amount > state.balance) {
    throw apiError('sequencer/beyond-balance', {
      facts: { field: 'units', given: amount, expected: `at most ${state.balance}` },
    });
  }
}
