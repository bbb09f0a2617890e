import type { Registry } from 'prom-client';
import type { Address } from 'viem';
import type { ErrorCode } from '../../core/errors/ErrorCodes.js';
import type { Prices, Units } from '../../core/units.js';
import type { PaymentDemand } from '../../core/x402/demand.js';
import type { AllowanceSource } from '../allowances/allowanceSource.js';
import type { ReceiptStore } from '../receiptStore/ReceiptStore.js';
import type { GatewayLog } from './telemetry/toLog.js';

/** One request, as a gateway sees it. */
export type PaidRequest = {
  /** The header X-PAYMENT, a payment in version 1 of x402. */
  payment: string | undefined;
  /** The header PAYMENT-SIGNATURE, a payment in version 2 of x402; counts before the other. */
  signature?: string | undefined;
  /** Units to reserve for it. */
  price: Units;
  /** URL or path, repeated in a demand for payment. */
  resource: string;
  /** Where the request was sent to, such as `https://provider.example`: makes a URL of a path, unless the gateway has an origin of its own. */
  origin?: string | undefined;
  description?: string | undefined;
  /** The header X-Request-Id as it came: a refusal keeps it where it is an id, and has a new one else. */
  requestId?: string | undefined;
};

/** What a refusal repeats of a request. */
export type RefusedRequest = Omit<PaidRequest, 'payment' | 'signature'>;

export type Decision = { admitted: true; admission: Admission } | { admitted: false; refusal: Refusal };

/** The metering of a provider's service, whatever framework it is built with. */
export type Gateway = {
  /** Units of work done for an allowance before a receipt must cover it. */
  readonly credit: Units;
  /** Whether a response with this status is charged. */
  readonly isCharged: (statusCode: number) => boolean;
  /**
   * Checks the payment and reserves the price. Never throws for what a client sent; concurrent requests of one allowance
   * never share units.
   */
  admit(request: PaidRequest): Promise<Decision>;
  /** The answer to a request that failed with an error of ours after admission. */
  refuse(error: unknown, request: RefusedRequest): Refusal;
  /**
   * Ends the threads that verify receipts, if there are any; a gateway that isn't closed keeps no process alive either. Requests that come
   * all the same are served, without threads.
   */
  close(): Promise<void>;
};

export type GatewayOptions = {
  chainId: number;
  /** The rollup contract; with the chain it gives the domain that receipts are signed for. */
  rollup: Address;
  /** The ERC-20 token that the rollup holds. */
  token: Address;
  /** Serial of the provider's earning account. */
  providerSerial: number;
  /** Price list: token base units for one unit of each resource. Allowances with a lower price are refused. */
  prices: Prices;
  /**
   * Keeps receipts and charges. The gateway does not close it. All gateways of an earning account need the same one: with a store each, each
   * would serve a receipt that is paid once.
   */
  store: ReceiptStore;
  allowances: AllowanceSource;
  /** URL of the sequencer, named in demands so that a new consumer finds where to register an allowance. */
  sequencer?: string;
  /** Where the service is, such as `https://provider.example`, for the resource's URL in demands; by default what the request says, which behind a proxy may be another. */
  origin?: string;
  /** Units of work done before a receipt must cover it; none by default. */
  credit?: Partial<Units>;
  /**
   * How many units of each resource a receipt may run ahead of those charged, requests under way included; 2^24 by default.
   * Raise it where requests under way at once ask for more. It protects your own account, to whose counters of 44 bits a
   * settled receipt's units are added: where a unit costs next to nothing, no balance keeps a consumer from filling them.
   */
  maxPrepaidUnits?: bigint;
  /**
   * How long before its expiry an allowance stops being accepted, so that its receipts still settle; 1,800 by default. Longer than the pause
   * between two runs of the settler and a batch, with the fees that the operator may wait for, together take; at least 60, since a
   * batch's time may be so much ahead of the chain's.
   */
  expiryMarginSeconds?: number;
  /** Which responses are charged, by status; those below 400 by default. */
  isCharged?: (statusCode: number) => boolean;
  /**
   * The registry of prom-client that its metrics go into, `tallystick_gateway_…`, such as the `register` that the service shows at its
   * own `/metrics`; none by default. Gateways that share one are told apart by the label `provider`.
   */
  metrics?: Registry;
  /**
   * Hears when the sequencer or the store can't be reached, when the sequencer doesn't know the provider's serial, and when that is over:
   * a logger such as pino's, or `console`. JSON lines on the standard error by default; `false` for none.
   */
  log?: GatewayLog | false;
  /**
   * Told of every failure of the store or the source that a client only sees as gateway/unavailable, with the id that its refusal has. The
   * log tells one of them in ten seconds.
   */
  onUnavailable?: (error: unknown, request: { requestId: string }) => void;
  /** Unix seconds; the system's clock by default. */
  clock?: () => number;
  /** Allowances kept in memory between requests; 100,000 by default. */
  maxSessions?: number;
  /**
   * Threads that verify the signatures of new receipts, at most: as many as there are cores, and no more than 8, by default. Each is
   * started when those before it have more to do than they can; with 0 the event loop does it all.
   */
  verifyThreads?: number;
};

/**
 * A request that may be served: its price is reserved against the allowance until one of the methods is called. Calls after
 * the first change nothing and resolve as the first did.
 */
export type Admission = {
  readonly serial: number;
  /** Units reserved. */
  readonly price: Units;
  /** The header that `settle` and `deferred` give the value of, in lower case: PAYMENT-RESPONSE, or X-PAYMENT-RESPONSE where X-PAYMENT paid. */
  readonly responseHeader: string;
  /**
   * Charges the request: resolves once the charge and the receipt are durable, to the value of the
   * header `responseHeader`, which belongs before the response.
   *
   * @param units what to charge, if it is not the price
   * @throws gateway/unavailable, gateway/counter-exhausted; nothing is charged then
   */
  settle(units?: Units): Promise<string>;
  /** Charges nothing, for a request that failed. The receipt is kept, and covers a later request. */
  release(): Promise<void>;
  /** Header for a response whose charge is known only after it was sent. Charges nothing yet. */
  deferred(): string;
};

/** A request that is not served: status and JSON body of the answer. */
export type Refusal = {
  /**
   * 402 where a payment would help, with another receipt or from another allowance; other 4xx for one that can't be right; 503 when the
   * gateway cannot tell.
   */
  status: number;
  /** Seconds after which to come back, with a 503: the header Retry-After. */
  retryAfterSeconds?: number | undefined;
  /** With a 402 the demand in version 2 of x402: the header PAYMENT-REQUIRED. The body is the one in version 1. */
  required?: string | undefined;
  body: {
    x402Version: number;
    /** What is wrong, in one sentence. */
    error: string;
    accepts: PaymentDemand[];
    code: ErrorCode;
    /** The field at fault, or null when the whole payment is missing or not enough. */
    field: string | null;
    facts: Record<string, unknown>;
    remedy: string;
    /** The request's, or made for it: the header X-Request-Id of the answer, and in the log where that tells of it. */
    requestId: string;
  };
};
