import { describe, expect, test } from 'vitest';
import { fieldToHex } from '../field.js';
import type { Payment } from './payment.js';
import { encodePayment, parsePayment, parsePaymentSignature, serializePayload } from './payment.js';

const payment: Payment = {
  network: 'eip155:31337',
  receipt: {
    domain: 5n,
    serial: 7,
    units: { computeUnitSeconds: 1n, storageGibHours: 2n, egressMib: 3n },
    signature: { s: fieldToHex(1n), e: fieldToHex(2n) },
  },
  viewKey: 99n,
};
const json = (): { payload: Record<string, unknown> } & Record<string, unknown> =>
  JSON.parse(Buffer.from(encodePayment(payment), 'base64').toString());
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');

test('default', () => {
  expect(parsePayment(encodePayment(payment))).toEqual(payment);
  const { viewKey: _, ...without } = payment;
  expect(parsePayment(encodePayment(without))).toEqual({ ...without, viewKey: undefined });
});

test.each([
  ['gateway/malformed-payment', 'X-PAYMENT', '{"x402Version":1}'],
  ['gateway/malformed-payment', 'X-PAYMENT', Buffer.from('{').toString('base64')],
  ['gateway/malformed-payment', 'X-PAYMENT', encode([])],
  ['gateway/malformed-payment', 'X-PAYMENT', encode({ ...json(), more: 1 })],
  ['gateway/unsupported-payment', 'x402Version', encode({ ...json(), x402Version: 2 })],
  ['gateway/unsupported-payment', 'scheme', encode({ ...json(), scheme: 'exact' })],
  ['gateway/malformed-payment', 'network', encode({ ...json(), network: 1 })],
  ['gateway/malformed-payment', 'payload', encode({ ...json(), payload: null })],
  [
    'gateway/malformed-payment',
    'payload.allowance',
    encode({ ...json(), payload: { ...json().payload, allowance: 'x' } }),
  ],
  [
    'gateway/malformed-payment',
    'payload.allowance.viewKey',
    encode({ ...json(), payload: { ...json().payload, allowance: { viewKey: `0x${'f'.repeat(64)}` } } }),
  ],
  ['receipt/malformed', 'body', encode({ ...json(), payload: {} })],
  ['gateway/payment-too-large', 'X-PAYMENT', 'A'.repeat(4097)],
])('error: %s in %s', (code, field, header) => {
  expect(() => parsePayment(header)).toThrow(
    expect.objectContaining({ code, facts: expect.objectContaining({ field }) }),
  );
});

describe('version 2', () => {
  const json = () => ({
    x402Version: 2,
    resource: { url: 'https://provider.example/' },
    accepted: { scheme: 'tallystick', network: 'eip155:31337', amount: '6', extra: {} },
    payload: serializePayload(payment),
    extensions: {},
  });

  test('default', () => {
    expect(parsePaymentSignature(encode(json()))).toEqual(payment);
    const { resource: _, extensions: __, ...least } = json();
    expect(parsePaymentSignature(encode(least))).toEqual(payment);
  });

  test.each([
    ['gateway/malformed-payment', 'PAYMENT-SIGNATURE', '{"x402Version":2}'],
    ['gateway/malformed-payment', 'PAYMENT-SIGNATURE', Buffer.from('{').toString('base64')],
    ['gateway/malformed-payment', 'PAYMENT-SIGNATURE', encode({ ...json(), more: 1 })],
    ['gateway/unsupported-payment', 'x402Version', encode({ ...json(), x402Version: 1 })],
    ['gateway/malformed-payment', 'accepted', encode({ ...json(), accepted: undefined })],
    ['gateway/unsupported-payment', 'accepted.scheme', encode({ ...json(), accepted: { scheme: 'exact' } })],
    ['gateway/malformed-payment', 'accepted.network', encode({ ...json(), accepted: { scheme: 'tallystick' } })],
    ['gateway/malformed-payment', 'payload', encode({ ...json(), payload: { ...json().payload, more: 1 } })],
    ['receipt/malformed', 'body', encode({ ...json(), payload: {} })],
    ['gateway/payment-too-large', 'PAYMENT-SIGNATURE', 'A'.repeat(12_289)],
  ])('error: %s in %s', (code, field, header) => {
    expect(() => parsePaymentSignature(header)).toThrow(
      expect.objectContaining({ code, facts: expect.objectContaining({ field }) }),
    );
  });
});
