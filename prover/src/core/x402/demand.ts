import type { Address, Hex } from 'viem';
import { decodeBase64 } from '../base64.js';
import { JsonReader } from '../JsonReader.js';
import { MAX_COUNTER, MAX_PRICE, MAX_SERIAL } from '../limits.js';
import { parseReceipt, type SerializedReceipt } from '../receipt/json.js';
import type { Receipt } from '../receipt/receipt.js';
import { type Prices, parseUnits, type SerializedUnits, type Units } from '../units.js';
import { PAYMENT_SCHEME, X402_VERSION_1, X402_VERSION_2 } from './payment.js';
import { x402Error } from './x402Errors.js';

/** One way to pay, after the x402 payment requirements of version 1; Tallystick's own facts are in `extra`. */
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

/** A gateway's demand for payment, read from its answer. */
export type Demand = {
  /** Version of x402 that it is written in. */
  version: number;
  /** The error code of the answer. */
  code: string;
  /** The way to pay as it was demanded, which a payment in version 2 repeats. */
  way: object;
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

/**
 * Reads the body of a 402 or 409, a demand in version 1. Undefined when it holds no way to pay by receipts, as another service's 402 may.
 *
 * @throws client/malformed-demand, receipt/malformed, receipt/counter-out-of-range
 */
export function parseDemand(text: string): Demand | undefined {
  const body = parseObject(text);
  const way = findWay(body);
  return way === undefined ? undefined : parseDemandEntry(way, body?.code, X402_VERSION_1);
}

/**
 * Reads the header PAYMENT-REQUIRED, a demand in version 2. Undefined where it holds no way to pay by receipts.
 *
 * @throws client/malformed-demand, receipt/malformed, receipt/counter-out-of-range
 */
export function parseRequiredHeader(header: string | null): Demand | undefined {
  const way = header === null ? undefined : findWay(parseObject(decodeBase64(header)));
  if (way === undefined) return undefined;
  const { extra } = way as { extra?: { code?: unknown } | null };
  return parseDemandEntry(way, extra?.code, X402_VERSION_2);
}

function findWay(demand: Record<string, unknown> | undefined): object | undefined {
  const accepts: unknown = demand?.accepts;
  if (!Array.isArray(accepts)) return undefined;
  return accepts.find((way: { scheme?: unknown } | null) => way?.scheme === PAYMENT_SCHEME);
}

/**
 * Reads one way to pay by receipts, of either version.
 *
 * @param code the error code of the answer that it came with
 * @throws client/malformed-demand, receipt/malformed, receipt/counter-out-of-range
 */
export function parseDemandEntry(entry: object, code: unknown, version: number): Demand {
  const { network, extra } = entry as { network?: unknown; extra?: unknown };
  const reader = new JsonReader(extra, { toError: x402Error.of('client/malformed-demand'), path: 'accepts.extra' });
  const { serial, unitsOwed, latestReceipt } = extra as Record<string, unknown>;
  return {
    version,
    way: entry,
    code: typeof code === 'string' ? code : '',
    network: typeof network === 'string' ? network : '',
    domain: reader.field('domain'),
    providerSerial: reader.integer('providerSerial', { min: 1, max: MAX_SERIAL }),
    prices: parseUnits(reader.object('prices'), { max: MAX_PRICE }),
    price: parseUnits(reader.object('price')),
    serial: serial === undefined ? undefined : reader.integer('serial', { min: 1, max: MAX_SERIAL }),
    unitsOwed: unitsOwed === undefined ? undefined : parseUnits(reader.object('unitsOwed'), { max: 2n * MAX_COUNTER }),
    latestReceipt: latestReceipt === undefined ? undefined : parseReceipt(latestReceipt),
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? (json as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
