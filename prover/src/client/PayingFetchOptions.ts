import type { Units } from '../account/Units.js';
import type { Receipt } from '../receipt/Receipt.js';
import type { ClientAllowance } from './ClientAllowance.js';
import type { ClientStateStore } from './ClientStateStore.js';

/** Told of each receipt that commits more money than the one before. */
export type PaymentEvent = {
  serial: number;
  url: string;
  /** The receipt sent; its units are cumulative. */
  receipt: Receipt;
  /** Token base units that it commits beyond the receipts before. */
  amount: bigint;
};

export type PayingFetchOptions = {
  allowances: readonly ClientAllowance[];
  /** Most token base units that this client signs for in all, over every allowance. */
  maxAmount: bigint;
  /** Most token base units for one request; `maxAmount` by default. */
  maxAmountPerRequest?: bigint;
  /** Units that a request costs, where the caller knows; a demand for more is refused then. */
  price?: (request: { method: string; url: URL }) => Partial<Units> | undefined;
  /** Keeps the counters over a restart; in memory only by default. */
  state?: ClientStateStore;
  onPayment?: (payment: PaymentEvent) => void;
  /** What to send requests with; the platform's by default. */
  fetch?: typeof fetch;
  /** Unix seconds; the system's clock by default. */
  clock?: () => number;
};
