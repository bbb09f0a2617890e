import type { Address } from 'viem';

/** Whose turn it is to submit a batch, at the time of the latest block. Times are unix seconds. */
export type Turn = {
  /** The latest block's time. */
  now: number;
  /** The window of the period that `now` lies in: its first half. */
  windowStart: number;
  windowEnd: number;
  /** Who has reserved that window; undefined when nobody has, or it has been used. */
  holder: Address | undefined;
  /** From when on anyone may submit in free windows, unless the operator submits before. */
  anyoneFrom: number;
};
