import type { Address } from 'viem';
import { encodeBase64 } from '../base64.js';
import type { PaymentDemand } from './demand.js';
import { X402_VERSION_2 } from './payment.js';

/** Response header with a demand in version 2, base64 of JSON. */
export const REQUIRED_HEADER = 'payment-required';

/** Where a payer finds what he needs before he can pay. */
export type DemandDirections = {
  /** Where allowances are registered and read: the sequencer's URL. */
  sequencer?: string;
  deployment: { chainId: number; rollup: Address; token: Address };
  /** How an allowance is opened: tokens approved for the contract, its function called, the terms handed to the sequencer. */
  open: { contract: Address; function: string; register?: string; command: string };
};

/** One way to pay, after the x402 payment requirements of version 2; Tallystick's own facts are in `extra`. */
export type PaymentRequirements = {
  scheme: string;
  /** CAIP-2 name of the chain, `eip155:<chain id>`. */
  network: string;
  /** Token base units for this request at the prices in `extra`, a decimal string. */
  amount: string;
  /** The ERC-20 token. */
  asset: Address;
  /** The rollup contract; the provider's account in it is `extra.providerSerial`. */
  payTo: Address;
  maxTimeoutSeconds: number;
  extra: PaymentDemand['extra'] & DemandDirections & { /** The error code of the refusal. */ code: string };
};

/** A demand in version 2: what the header PAYMENT-REQUIRED says, base64 of this as JSON. */
export type PaymentRequired = {
  x402Version: 2;
  /** What is wrong, in one sentence. */
  error: string;
  resource: { url: string; description: string; mimeType: string };
  accepts: PaymentRequirements[];
  extensions: Record<string, never>;
};

/** Longest URL that is repeated whole, in characters: clients send it back in a header. */
const MAX_URL_LENGTH = 1024;

/** The demand in version 2 that says what one in version 1 does, and where to find the rest. */
export function toPaymentRequired({
  demand,
  directions,
  code,
  error,
  url,
}: {
  demand: PaymentDemand;
  directions: DemandDirections;
  code: string;
  error: string;
  url: string;
}): PaymentRequired {
  const { scheme, network, maxAmountRequired: amount, asset, payTo, maxTimeoutSeconds } = demand;
  const { description, mimeType } = demand;
  const extra = { ...demand.extra, ...directions, code };
  return {
    x402Version: X402_VERSION_2,
    error,
    resource: { url: shorten(url), description, mimeType },
    accepts: [{ scheme, network, amount, asset, payTo, maxTimeoutSeconds, extra }],
    extensions: {},
  };
}

/** The demand as the header PAYMENT-REQUIRED carries it. */
export function encodePaymentRequired(required: PaymentRequired): string {
  return encodeBase64(JSON.stringify(required));
}

/** A long URL without its query, and one that is too long still without what comes after its first characters. */
function shorten(url: string): string {
  if (url.length <= MAX_URL_LENGTH) return url;
  return (url.split('?', 1)[0] ?? '').slice(0, MAX_URL_LENGTH);
}
