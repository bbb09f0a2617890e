import { beforeAll, expect, test } from 'vitest';
import { loadCrypto } from '../hash/crypto.js';
import { publicKeyOf } from '../signature.js';
import { ZERO_UNITS } from '../units.js';
import { assertReceipt } from './assertReceipt.js';
import { signReceipt } from './receipt.js';

const domain = 9n;
const privateKey = 77n;
const units = { ...ZERO_UNITS, egressMib: 5n };
const make = () => signReceipt({ domain, serial: 2, units, privateKey });

beforeAll(loadCrypto);

test('default', () => {
  const owner = publicKeyOf(privateKey);
  expect(() => assertReceipt({ receipt: make(), owner, domain })).not.toThrow();
  expect(() => assertReceipt({ receipt: make(), owner, domain, settled: units })).not.toThrow();
});

test.each([
  ['receipt/wrong-domain', () => ({ domain: 8n })],
  ['receipt/bad-signature', () => ({ owner: publicKeyOf(78n) })],
  ['receipt/bad-signature', () => ({ receipt: { ...make(), serial: 3 } })],
  ['receipt/lower-than-settled', () => ({ settled: { ...units, egressMib: 6n } })],
  ['receipt/counter-out-of-range', () => ({ receipt: { ...make(), units: { ...units, egressMib: -1n } } })],
  ['receipt/malformed', () => ({ receipt: { ...make(), serial: 0 } })],
])('error: %s', (code, change) => {
  const parameters = { receipt: make(), owner: publicKeyOf(privateKey), domain, ...change() };
  expect(() => assertReceipt(parameters)).toThrow(expect.objectContaining({ code }));
});
