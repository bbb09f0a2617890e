import type { Units } from '../account/Units.js';
import type { Receipt } from '../receipt/Receipt.js';

/** What a provider keeps of one allowance. */
export type AllowanceUse = {
  serial: number;
  /** The latest receipt, which supersedes every earlier one; undefined while work was only done on credit. */
  receipt: Receipt | undefined;
  /** Cumulative units charged: on the same scale as the receipt's counters, which cover them up to the credit given. */
  used: Units;
};
