import { decodeBase64, encodeBase64 } from '../base64.js';
import { fieldToHex, hexToField } from '../field.js';
import { parseReceipt, serializeReceipt } from '../receipt/json.js';
import type { Receipt } from '../receipt/receipt.js';
import { x402Error } from './x402Errors.js';

/** What a consumer sends in the header X-PAYMENT. */
export type Payment = {
  /** CAIP-2 name of the chain, `eip155:<chain id>`. */
  network: string;
  receipt: Receipt;
  /** Lets the provider read the allowance at the sequencer. Secret; sent once, and never logged or answered. */
  viewKey?: bigint | undefined;
};

/** Version of the x402 messages, first field of each. Source: x402 specification, version 1, HTTP transport. */
export const X402_VERSION = 1;
/** The x402 scheme: cumulative receipts against a prepaid allowance. */
export const PAYMENT_SCHEME = 'tallystick';
/** Request header with the payment, base64 of JSON. */
export const PAYMENT_HEADER = 'x-payment';
/** Response header with what was charged, base64 of JSON. */
export const PAYMENT_RESPONSE_HEADER = 'x-payment-response';
/** Longest payment header that is looked at, in characters; a payment takes about 900. */
const MAX_PAYMENT_LENGTH = 4096;

/**
 * The payment as the header X-PAYMENT carries it.
 *
 * @example
 * import { encodePayment } from '@tallystick/prover/core';
 *
 * const headers = { 'x-payment': encodePayment({ network: `eip155:${chainId}`, receipt, viewKey }) };
 * const response = await fetch('https://provider.example/infer', { headers });
 */
export function encodePayment({ network, receipt, viewKey }: Payment): string {
  const allowance = viewKey === undefined ? {} : { allowance: { viewKey: fieldToHex(viewKey) } };
  const payload = { receipt: serializeReceipt(receipt), ...allowance };
  const payment = { x402Version: X402_VERSION, scheme: PAYMENT_SCHEME, network, payload };
  return encodeBase64(JSON.stringify(payment));
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads the header X-PAYMENT, strictly. Values are not named in errors outside the receipt, since a view key may be
 * among them.
 *
 * @throws gateway/payment-too-large, gateway/malformed-payment, gateway/unsupported-payment, receipt/malformed,
 *   receipt/counter-out-of-range
 *
 * @example
 * import { parsePayment } from '@tallystick/prover/core';
 *
 * const { network, receipt } = parsePayment(request.headers.get('x-payment') ?? '');
 */
export function parsePayment(header: string): Payment {
  if (header.length > MAX_PAYMENT_LENGTH) {
    const facts = { field: 'X-PAYMENT', given: header.length, expected: `at most ${MAX_PAYMENT_LENGTH} characters` };
    throw x402Error('gateway/payment-too-large', { facts });
  }
  if (!BASE64.test(header)) refuse('X-PAYMENT', 'base64');
  const body = object(parseJson(decodeBase64(header)), 'X-PAYMENT', ['x402Version', 'scheme', 'network', 'payload']);
  expectValue('x402Version', body.x402Version, X402_VERSION);
  expectValue('scheme', body.scheme, PAYMENT_SCHEME);
  const network = body.network;
  if (typeof network !== 'string' || network.length > 64) return refuse('network', 'a CAIP-2 name');
  const payload = object(body.payload, 'payload', ['receipt', 'allowance']);
  return { network, receipt: parseReceipt(payload.receipt), viewKey: parseViewKey(payload.allowance) };
}

function parseViewKey(allowance: unknown): bigint | undefined {
  if (allowance === undefined) return undefined;
  const { viewKey } = object(allowance, 'payload.allowance', ['viewKey']);
  try {
    return hexToField(viewKey);
  } catch {
    return refuse('payload.allowance.viewKey', '0x and 64 hexadecimal digits, below the field modulus');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('X-PAYMENT', 'JSON');
  }
}

function object(value: unknown, field: string, names: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(field, 'an object');
  if (!Object.keys(value).every((name) => names.includes(name))) refuse(field, `no fields but ${names.join(', ')}`);
  return value as Record<string, unknown>;
}

function expectValue(field: string, given: unknown, expected: string | number): void {
  if (given === expected) return;
  throw x402Error('gateway/unsupported-payment', { facts: { field, expected } });
}

function refuse(field: string, expected: string): never {
  const message = `${field}: expected ${expected}`;
  throw x402Error('gateway/malformed-payment', { message, facts: { field, expected } });
}
