import type { Prices } from './Prices.js';

/** What consumer and provider agreed on; the chain sees only its hash. */
export type Terms = {
  /** Serial of the provider's earning account; 0 makes the account itself an earning account. */
  providerSerial: number;
  prices: Prices;
  /** Unix seconds from which on receipts no longer settle and the owner may withdraw; 0 for an earning account. */
  expiry: number;
  /** Random field element known to the account's parties and the operator. Secret. */
  viewKey: bigint;
};
