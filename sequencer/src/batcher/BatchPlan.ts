import type { ProvableShape } from '../proving/protocol.js';
import type { OpenRecord } from '../store/createOpenStore.js';
import type { SettlementRecord } from '../store/createSettlementStore.js';
import type { WithdrawalRecord } from '../store/createWithdrawalStore.js';

/** What a batch is to hold, in the order in which it runs. */
export type BatchPlan = {
  shape: ProvableShape;
  firstSerial: number;
  opens: OpenRecord[];
  settlements: SettlementRecord[];
  withdrawals: WithdrawalRecord[];
  /** Whether a section of the shape is used up, so that waiting longer gains nothing. */
  isFull: boolean;
};
