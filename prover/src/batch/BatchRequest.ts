import type { Terms } from '../account/Terms.js';
import type { Receipt } from '../receipt/Receipt.js';
import type { Shape } from '../shape/Shape.js';
import type { Point } from '../signature/Point.js';
import type { Withdrawal } from '../withdrawal/Withdrawal.js';

/** An account from the contract's queue. */
export type BatchOpen = {
  owner: Point;
  /** The terms, or only their hash as the contract has it when nobody has disclosed them to the operator. */
  terms: Terms | bigint;
  /** Token base units, below 2^88. */
  amount: bigint;
};

/** What one batch is to do. Receipts and withdrawals run in the order given. */
export type BatchRequest = {
  shape: Shape;
  /** Of this deployment, see `computeDomain`. */
  domain: bigint;
  /** The batch's time, in unix seconds: before it allowances are live, from it on they have expired. */
  now: number;
  /** A fresh random field element for every attempt (`randomField()`); using one twice would show what changed in between. */
  salt: bigint;
  /** The operator's fee in hundredths of a percent, at most 1000; 0 in a batch made without the operator. */
  feeBps: number;
  /** The account that takes credit slot 0 and the fees; 0 in a batch made without the operator, where the slot is like any. */
  operatorSerial: number;
  /** Serial of the first account that is opened; where `opens` is empty, the next one of the queue. */
  firstSerial: number;
  opens: BatchOpen[];
  settlements: Receipt[];
  withdrawals: Withdrawal[];
  /** Uniform random bigints of at least 128 bits, for the places of settlements and for cover (`randomField`). */
  random: () => bigint;
  /** Accounts known to the operator, which may be refreshed as cover. Unknown ones are passed over. */
  coverSerials: number[];
  /** Known earning accounts, as cover for unused credit slots; found among `coverSerials` when left out. */
  earningCoverSerials?: number[];
};
