import type { Address, Hex } from 'viem';
import type { SerializedReceipt } from '../receipt/serializeReceipt.js';
import type { SerializedUnits } from '../units/serializeUnits.js';

/** One way to pay, after the x402 payment requirements; Tallystick's own facts are in `extra`. */
export type PaymentDemand = {
  scheme: string;
  /** CAIP-2 name of the chain, `eip155:<chain id>`. */
  network: string;
  /** Token base units for this request at the prices in `extra`, a decimal string. */
  maxAmountRequired: string;
  /** The ERC-20 token. */
  asset: Address;
  /** The rollup contract; the provider's account in it is `extra.providerSerial`. */
  payTo: Address;
  resource: string;
  description: string;
  mimeType: string;
  maxTimeoutSeconds: number;
  extra: {
    domain: Hex;
    providerSerial: number;
    /** Token base units for one unit of each resource: the allowance's own once it is known, else the least accepted. */
    prices: SerializedUnits;
    /** Units asked for this request. */
    price: SerializedUnits;
    /** From here on only for a payment that the allowance's owner has signed. */
    serial?: number;
    /** Cumulative units that the next receipt must reach for this request to be served. */
    unitsOwed?: SerializedUnits;
    /** Cumulative units charged so far, requests under way included. */
    unitsUsed?: SerializedUnits;
    /** The latest receipt that the gateway holds: proof of what was signed, for a client that lost its state. */
    latestReceipt?: SerializedReceipt;
  };
};
