import type { Prices } from '../account/Prices.js';
import type { Units } from '../account/Units.js';
import type { Receipt } from '../receipt/Receipt.js';

/** A gateway's demand for payment, read from the body of its answer. */
export type Demand = {
  /** The error code of the answer. */
  code: string;
  network: string;
  domain: bigint;
  providerSerial: number;
  prices: Prices;
  /** Units asked for the request. */
  price: Units;
  /** Serial that the gateway recognised, once it has seen a valid receipt. */
  serial: number | undefined;
  /** Cumulative units that it wants the next receipt to reach. */
  unitsOwed: Units | undefined;
  latestReceipt: Receipt | undefined;
};
