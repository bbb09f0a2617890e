import type { Units } from '../account/Units.js';
import type { Receipt } from '../receipt/Receipt.js';

/** A gateway's memory of one allowance. Changed only between two awaits, so concurrent requests see whole states. */
export type Session = {
  readonly serial: number;
  /** Counters that were settled when the allowance was first met: where charging starts. */
  readonly from: Units;
  /** Cumulative units charged, those still on their way to the store included. */
  used: Units;
  /** Units of requests under way. */
  reserved: Units;
  /** Number of requests under way. */
  underWay: number;
  /** The latest receipt, its signature verified. */
  receipt: Receipt | undefined;
};
