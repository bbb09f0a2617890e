import { beforeAll, expect, test } from 'vitest';
import { encodeBase64 } from '../../core/base64.js';
import { loadCrypto } from '../../core/hash/crypto.js';
import { signReceipt } from '../../core/receipt/receipt.js';
import { ZERO_UNITS } from '../../core/units.js';
import { encodePayment, PAYMENT_SCHEME, serializePayload, X402_VERSION_2 } from '../../core/x402/payment.js';
import { createPaymentReader } from './createPaymentReader.js';

const network = 'eip155:31337';

beforeAll(() => loadCrypto());

const receiptOf = (units: number) =>
  signReceipt({ domain: 1n, serial: 7, units: { ...ZERO_UNITS, egressMib: BigInt(units) }, privateKey: 5n });
const version1 = (units: number): string => encodePayment({ network, receipt: receiptOf(units) });
const version2 = (units: number): string => {
  const accepted = { scheme: PAYMENT_SCHEME, network };
  const payload = serializePayload({ receipt: receiptOf(units) });
  return encodeBase64(JSON.stringify({ x402Version: X402_VERSION_2, accepted, payload }));
};

test('default: either header, the one of version 2 first', () => {
  const { read } = createPaymentReader({ maxCharacters: 10_000 });
  const [payment, signature] = [version1(1), version2(2)];
  expect(read({ payment }).payment.receipt.units.egressMib).toBe(1n);
  expect(read({ payment, signature })).toMatchObject({
    version: 2,
    payment: { receipt: { units: { egressMib: 2n } } },
  });
});

test('error: no header, or none that can be read', () => {
  const { read } = createPaymentReader({ maxCharacters: 10_000 });
  expect(() => read({ payment: undefined })).toThrow(expect.objectContaining({ code: 'gateway/payment-required' }));
  expect(() => read({ payment: '' })).toThrow(expect.objectContaining({ code: 'gateway/payment-required' }));
  expect(() => read({ payment: 'e30=' })).toThrow(expect.objectContaining({ code: 'gateway/unsupported-payment' }));
});

test('behavior: what was kept is not read again, whatever object it comes in', () => {
  const { read, keep } = createPaymentReader({ maxCharacters: 10_000 });
  const payment = version1(1);
  const first = read({ payment });
  expect(read({ payment })).not.toBe(first);
  keep({ payment }, first);
  expect(read({ payment: Buffer.from(payment).toString() })).toBe(first);
  expect(read({ payment: version1(1) })).not.toBe(first); // signed anew
});

test('behavior: what a header says in one version it does not say in the other', () => {
  const { read, keep } = createPaymentReader({ maxCharacters: 10_000 });
  const [payment, signature] = [version1(1), version2(1)];
  keep({ payment }, read({ payment }));
  keep({ payment: undefined, signature }, read({ payment: undefined, signature }));
  const unsupported = expect.objectContaining({ code: 'gateway/malformed-payment' });
  expect(() => read({ payment: undefined, signature: payment })).toThrow(unsupported);
  expect(() => read({ payment: signature })).toThrow(unsupported);
});

test('behavior: at most so many characters are kept twice over, and what is used stays longest', () => {
  const headers = [1, 2, 3, 4, 5].map(version1);
  const length = headers[0]?.length ?? 0;
  const { read, keep } = createPaymentReader({ maxCharacters: 2 * length });
  const used = headers[0] as string;
  const first = read({ payment: used });
  keep({ payment: used }, first);
  const kept = headers.slice(1).map((payment) => {
    const entry = read({ payment });
    keep({ payment }, entry);
    expect(read({ payment: used })).toBe(first);
    return entry;
  });
  const stays = headers.slice(1).filter((payment, i) => read({ payment }) === kept[i]);
  expect(stays).toEqual(headers.slice(-2));
});

test('behavior: a header that is longer than all that may be kept is read each time', () => {
  const { read, keep } = createPaymentReader({ maxCharacters: 100 });
  const payment = version1(1);
  const first = read({ payment });
  keep({ payment }, first);
  expect(read({ payment })).not.toBe(first);
});
