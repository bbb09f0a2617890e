import type { PaymentPayload } from '../core/x402/payment.js';

/** A demand's way to pay, as x402's client hands it on unread. */
export type X402Requirements = { network: string; asset: string; amount: string; maxTimeoutSeconds: number };

/** What came back for a payment, as x402's client reads it. */
export type X402Answer = {
  paymentPayload: { payload: object };
  requirements: object;
  settleResponse?: { payer?: unknown; extra?: unknown } | undefined;
  paymentRequired?: { accepts: readonly object[] } | undefined;
};

/** A token that the caller counts in dollars. */
export type DollarToken = { asset: string; network: string; decimals: number; symbol: string };

/** What `@x402/core` 2 takes as a SchemeNetworkClient, in types of this package's own: it works without that package. */
export type X402Scheme = {
  readonly scheme: string;
  readonly schemeHooks: {
    /** Enters what was charged, and takes a gateway's correction over: `recovered` has x402's client send the request again, once. */
    onPaymentResponse(answer: X402Answer): Promise<undefined | { recovered: true }>;
  };
  /** The token among `dollarTokens` that a demand is in, for the client's spend controls. */
  findDefaultAsset(asset: string, network: string): DollarToken | undefined;
  /**
   * Signs for one request.
   *
   * @throws client/no-allowance, client/overcharged, client/prices-differ, client/cap-exceeded, client/malformed-demand,
   *   client/bad-configuration for another version than 2
   */
  createPaymentPayload(
    x402Version: number,
    requirements: X402Requirements,
    /** Its `maxAmountPerPayment`, in token base units, is held to where the client has it. */
    context?: object,
  ): Promise<{ x402Version: number; payload: PaymentPayload }>;
  /**
   * Keeps receipts and view keys to the allowances' origins; for `onPaymentRequired` of an x402HTTPClient, which alone knows what URL was
   * asked.
   *
   * @throws client/bad-configuration where it doesn't say
   */
  onPaymentRequired(context: {
    paymentRequired: { accepts: readonly object[] };
    /** Clients of before version 2.27 of `@x402/core` leave it out. */
    requestUrl?: string;
  }): Promise<undefined>;
};
