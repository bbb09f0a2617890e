import type { Point } from '../signature/Point.js';
import type { Terms } from './Terms.js';
import type { Units } from './Units.js';

/** Everything behind one leaf of the tree. */
export type AccountState = {
  /** Index of the leaf, handed out by the rollup contract from 1 upwards. */
  serial: number;
  owner: Point;
  terms: Terms;
  /** Token base units, below 2^88. */
  balance: bigint;
  /** Allowance: units settled so far. Earning account: units delivered so far. */
  counters: Units;
  /** Number of withdrawals so far, below 2^24. */
  nonce: number;
  /** Random field element that hides the leaf; 0 for a fresh account. */
  blinding: bigint;
};
