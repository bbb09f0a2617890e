import type { Units } from '../account/Units.js';

/** What a client must not forget of an allowance. */
export type ClientState = {
  /** Cumulative units signed for: the most that the provider can settle. */
  signed: Units;
  /** Cumulative units that responses said were charged, each checked against its request. */
  used: Units;
};
