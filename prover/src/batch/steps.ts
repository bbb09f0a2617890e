import type { InputMap } from '@noir-lang/noir_js';
import type { Address } from 'viem';
import type { AccountState } from '../core/account/account.js';
import type { Shape } from '../core/shape.js';
import type { CreditStep } from './ops/credit.js';
import type { OpenStep } from './ops/open.js';
import type { SettleStep } from './ops/settle.js';
import type { WithdrawStep } from './ops/withdraw.js';

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

/** What the contract's `submitBatch` takes of a batch, beside the shape and the proof. */
export type BatchData = {
  oldRoot: bigint;
  newRoot: bigint;
  /** Unix seconds. */
  now: number;
  salt: bigint;
  /** The opened accounts, without unused slots. */
  opens: { ownerX: bigint; ownerY: bigint; terms: bigint; amount: bigint }[];
  /** Account of each update: settle slots, then credit slots, then withdraw slots. */
  serials: number[];
  leaves: bigint[];
  maskedWords: bigint[];
  /** Without unused slots. */
  withdrawals: { amount: bigint; recipient: Address }[];
};

/** What became of one receipt of the request. */
export type SettledReceipt = {
  /** Index of the update in the batch. */
  slot: number;
  serial: number;
  /** Token base units taken from the allowance. */
  amount: bigint;
  /** The operator's part of it. */
  fee: bigint;
};

/** A batch as it will be proved. Nothing of it is in the stores yet. */
export type ExecutedBatch = {
  shape: Shape;
  oldRoot: bigint;
  newRoot: bigint;
  publicInputs: bigint[];
  data: BatchData;
  /** Inputs of the circuit by name. Secret: they hold view keys and accounts. */
  inputs: InputMap;
  /** Tree nodes to write once the batch is final. */
  nodes: [string, bigint][];
  /** Accounts to write once the batch is final. */
  accounts: AccountState[];
  /** In the order of `request.settlements`. */
  settlements: SettledReceipt[];
};
