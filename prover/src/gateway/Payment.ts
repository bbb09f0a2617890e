import type { Receipt } from '../receipt/Receipt.js';

/** What a consumer sends in the header X-PAYMENT. */
export type Payment = {
  /** CAIP-2 name of the chain, `eip155:<chain id>`. */
  network: string;
  receipt: Receipt;
  /** Lets the provider read the allowance at the sequencer. Secret; sent once, and never logged or answered. */
  viewKey?: bigint | undefined;
};
