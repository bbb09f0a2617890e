import type { Units } from '../../core/units.js';

/** A way to pay, as x402's packages hand it around. */
export type X402Way = {
  scheme: string;
  network: `${string}:${string}`;
  asset: string;
  amount: string;
  payTo: string;
  maxTimeoutSeconds: number;
  extra: Record<string, unknown>;
};

/** A payment, as x402's packages hand it around. */
export type X402Payment = { x402Version: number; payload: Record<string, unknown>; resource?: { url: string } };

/** A price in the token of the deployment, with the units that it is for. */
export type X402Price = { asset: string; amount: string; extra: Record<string, unknown> };

/** What `@x402/core` 2.27 takes as a SchemeNetworkServer, in types of this package's own: it works without that package. */
export type X402SchemeServer = {
  readonly scheme: string;
  readonly defaultAssetTransferMethod: string;
  readonly paymentFlows: { default: { supported: readonly ['authorization']; default: 'authorization' } };
  readonly dynamicExtraFields: string[];
  readonly schemeHooks: {
    /** Gives back what was reserved for a request whose handler failed. */
    onVerifiedPaymentCanceled(context: {
      paymentPayload: { payload: object };
      requirements: { readonly extra: Readonly<Record<string, unknown>> };
    }): Promise<void>;
  };
  /** @throws gateway/bad-configuration for a price that `priceOf` didn't make */
  parsePrice(price: unknown): Promise<X402Price>;
  /** The demand with what a payer of this gateway has to know. */
  enhancePaymentRequirements(requirements: X402Way): Promise<X402Way>;
  /** Adds to a demand what a client needs to correct its payment. */
  enrichPaymentRequiredResponse(context: {
    requirements: X402Way[];
    paymentPayload?: { readonly payload: object };
  }): Promise<X402Way[]>;
};

/** What `@x402/core` 2.27 takes as a SchemeNetworkFacilitator. */
export type X402SchemeFacilitator = {
  readonly scheme: string;
  readonly caipFamily: string;
  /** Nothing: each demand says it. */
  getExtra(): undefined;
  /** None: receipts are settled later, many at once. */
  getSigners(): string[];
  /** Checks a receipt and reserves the price. */
  verify(payment: X402Payment, way: X402Way): Promise<X402Verified>;
  /** Charges what was reserved, durably. Never twice for one `verify`, and nothing without one. */
  settle(payment: X402Payment, way: X402Way): Promise<X402Settled>;
};

export type X402Verified = { isValid: boolean; payer?: string; invalidReason?: string; invalidMessage?: string };

export type X402Settled = {
  success: boolean;
  transaction: '';
  network: `${string}:${string}`;
  payer?: string;
  amount?: string;
  extra?: Record<string, unknown>;
  errorReason?: string;
  errorMessage?: string;
};

/** What `@x402/core` 2.27 takes as a FacilitatorClient. */
export type X402FacilitatorClient = Pick<X402SchemeFacilitator, 'verify' | 'settle'> & {
  getSupported(): Promise<{
    kinds: { x402Version: number; scheme: string; network: `${string}:${string}` }[];
    extensions: string[];
    signers: Record<string, string[]>;
  }>;
};

/** A gateway behind x402's own resource servers. */
export type X402Server = {
  /** For `register` of an x402ResourceServer. */
  server: X402SchemeServer;
  /** What an x402ResourceServer is made with: the facilitator in the same process. */
  client: X402FacilitatorClient;
  /** For `register` of an x402Facilitator in the same process, where it serves other schemes beside. */
  facilitator: X402SchemeFacilitator;
  /**
   * The `price` of a route.
   *
   * @throws gateway/bad-configuration
   */
  priceOf(units: Partial<Units>): X402Price;
  /** The `payTo` of a route: the rollup, in which the provider's account is. */
  payTo: string;
  /** The `network` of a route. */
  network: `${string}:${string}`;
};
