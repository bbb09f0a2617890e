import type { CreditStep } from './applyCredit.js';
import type { OpenStep } from './applyOpen.js';
import type { SettleStep } from './applySettle.js';
import type { WithdrawStep } from './applyWithdraw.js';

/** Everything that ran, slot by slot, with what stood before and after it. */
export type BatchSteps = {
  oldRoot: bigint;
  newRoot: bigint;
  /** The nodes at the shape's cap depth below its active root, before the batch. */
  cap: bigint[];
  opens: OpenStep[];
  settles: SettleStep[];
  credits: CreditStep[];
  withdrawals: WithdrawStep[];
};
