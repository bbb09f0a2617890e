import type { Prices } from '../account/Prices.js';
import type { Units } from '../account/Units.js';
import type { Point } from '../signature/Point.js';

/** What a gateway needs to know of an open allowance. */
export type Allowance = {
  serial: number;
  /** The consumer's key for this allowance. */
  owner: Point;
  terms: {
    providerSerial: number;
    prices: Prices;
    /** Unix seconds. */
    expiry: number;
  };
  /** Token base units left after what is settled. */
  balance: bigint;
  /** Counters settled so far; of the same moment as `balance`. */
  settled: Units;
};
