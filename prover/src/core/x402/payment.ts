import type { Hex } from 'viem';
import { decodeBase64, encodeBase64 } from '../base64.js';
import { fieldToHex, hexToField } from '../field.js';
import { parseReceipt, type SerializedReceipt, serializeReceipt } from '../receipt/json.js';
import type { Receipt } from '../receipt/receipt.js';
import { x402Error } from './x402Errors.js';

/** What a consumer sends in the header PAYMENT-SIGNATURE, or X-PAYMENT in version 1 of x402. */
export type Payment = {
  /** CAIP-2 name of the chain, `eip155:<chain id>`. */
  network: string;
  receipt: Receipt;
  /** Lets the provider read the allowance at the sequencer. Secret; sent once, and never logged or answered. */
  viewKey?: bigint | undefined;
};

/** Version of the x402 messages in bodies and X-headers, first field of each. Source: x402 specification, version 1, HTTP transport. */
export const X402_VERSION_1 = 1;
/** Version of the x402 messages in headers without X. Source: x402 specification, version 2, HTTP transport. */
export const X402_VERSION_2 = 2;
/** The x402 scheme: cumulative receipts against a prepaid allowance. */
export const PAYMENT_SCHEME = 'tallystick';
/** Request header with the payment in version 1, base64 of JSON. */
export const PAYMENT_HEADER = 'x-payment';
/** Response header with what was charged in version 1, base64 of JSON. */
export const PAYMENT_RESPONSE_HEADER = 'x-payment-response';
/** Request header with the payment in version 2, base64 of JSON. */
export const SIGNATURE_HEADER = 'payment-signature';
/** Longest header X-PAYMENT that is looked at, in characters; a payment takes about 900. */
const MAX_PAYMENT_LENGTH = 4096;
/** Longest header PAYMENT-SIGNATURE, in characters: clients repeat the demand in it, and Node.js takes 16 KiB of headers in all. */
const MAX_SIGNATURE_LENGTH = 12_288;

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
  const payload = serializePayload({ receipt, viewKey });
  const payment = { x402Version: X402_VERSION_1, scheme: PAYMENT_SCHEME, network, payload };
  return encodeBase64(JSON.stringify(payment));
}

/** Longest way to pay that is repeated, in characters of JSON: a server that demands more than anybody can send back gets its scheme alone. */
const MAX_REPEATED_LENGTH = 6144;

/**
 * The payment as the header PAYMENT-SIGNATURE carries it.
 *
 * @param way the demand's way to pay that it answers, which version 2 of x402 repeats; without one, as where no demand was made yet,
 *   scheme and network alone
 *
 * @example
 * import { encodePaymentSignature } from '@tallystick/prover/core';
 *
 * const payment = encodePaymentSignature({ network: `eip155:${chainId}`, receipt, viewKey });
 * const response = await fetch('https://provider.example/infer', { headers: { 'payment-signature': payment } });
 */
export function encodePaymentSignature({ network, receipt, viewKey }: Payment, way?: object): string {
  const repeated = way !== undefined && JSON.stringify(way).length <= MAX_REPEATED_LENGTH;
  const accepted = repeated ? way : { scheme: PAYMENT_SCHEME, network };
  const payload = serializePayload({ receipt, viewKey });
  return encodeBase64(JSON.stringify({ x402Version: X402_VERSION_2, accepted, payload }));
}

/** The scheme's own part of a payment, the same in both versions. */
export type PaymentPayload = { receipt: SerializedReceipt; allowance?: { viewKey: Hex } };

/** A receipt, and where the gateway needs it the view key, as a payment's `payload` carries them. */
export function serializePayload({ receipt, viewKey }: Omit<Payment, 'network'>): PaymentPayload {
  const allowance = viewKey === undefined ? {} : { allowance: { viewKey: fieldToHex(viewKey) } };
  return { receipt: serializeReceipt(receipt), ...allowance };
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
  const body = parseHeader(header, 'X-PAYMENT', MAX_PAYMENT_LENGTH, ['x402Version', 'scheme', 'network', 'payload']);
  expectValue('x402Version', body.x402Version, X402_VERSION_1);
  expectValue('scheme', body.scheme, PAYMENT_SCHEME);
  return { network: parseNetwork('network', body.network), ...parsePayload(body.payload) };
}

/**
 * Reads the header PAYMENT-SIGNATURE: as strictly as X-PAYMENT where the payment is concerned. Of the demand that it repeats in
 * `accepted` only scheme and network count, since the receipt's domain stands for the rest; `resource` and `extensions` are passed over.
 *
 * @throws gateway/payment-too-large, gateway/malformed-payment, gateway/unsupported-payment, receipt/malformed,
 *   receipt/counter-out-of-range
 *
 * @example
 * import { parsePaymentSignature } from '@tallystick/prover/core';
 *
 * const { network, receipt } = parsePaymentSignature(request.headers.get('payment-signature') ?? '');
 */
export function parsePaymentSignature(header: string): Payment {
  const names = ['x402Version', 'resource', 'accepted', 'payload', 'extensions'];
  const body = parseHeader(header, 'PAYMENT-SIGNATURE', MAX_SIGNATURE_LENGTH, names);
  expectValue('x402Version', body.x402Version, X402_VERSION_2);
  const accepted = object(body.accepted, 'accepted');
  expectValue('accepted.scheme', accepted.scheme, PAYMENT_SCHEME);
  return { network: parseNetwork('accepted.network', accepted.network), ...parsePayload(body.payload) };
}

function parseHeader(
  header: string,
  field: string,
  maxLength: number,
  names: readonly string[],
): Record<string, unknown> {
  if (header.length > maxLength) {
    const facts = { field, given: header.length, expected: `at most ${maxLength} characters` };
    throw x402Error('gateway/payment-too-large', { facts });
  }
  if (!BASE64.test(header)) refuse(field, 'base64');
  return object(parseJson(decodeBase64(header), field), field, names);
}

function parseNetwork(field: string, network: unknown): string {
  if (typeof network !== 'string' || network.length > 64) return refuse(field, 'a CAIP-2 name');
  return network;
}

function parsePayload(json: unknown): Omit<Payment, 'network'> {
  const payload = object(json, 'payload', ['receipt', 'allowance']);
  return { receipt: parseReceipt(payload.receipt), viewKey: parseViewKey(payload.allowance) };
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

function parseJson(text: string, field: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(field, 'JSON');
  }
}

/** @param names the only fields that it may have; any without */
function object(value: unknown, field: string, names?: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(field, 'an object');
  if (names !== undefined && !Object.keys(value).every((name) => names.includes(name)))
    refuse(field, `no fields but ${names.join(', ')}`);
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
