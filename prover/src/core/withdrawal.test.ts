import { beforeAll, expect, test } from 'vitest';
import { loadCrypto } from './hash/crypto.js';
import { publicKeyOf } from './signature.js';
import { parseWithdrawal, serializeWithdrawal, signWithdrawal, verifyWithdrawal } from './withdrawal.js';

const privateKey = 77n;
const recipient = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8' as const;
const order = { domain: 9n, serial: 2, nonce: 1, amount: 2n ** 88n - 1n, recipient };

beforeAll(loadCrypto);

test('default', () => {
  const withdrawal = signWithdrawal({ ...order, privateKey });
  expect(verifyWithdrawal({ domain: 9n, withdrawal, owner: publicKeyOf(privateKey) })).toBe(true);
});

test('behavior: survives JSON, and the address takes its checksum form', () => {
  const withdrawal = signWithdrawal({ ...order, privateKey });
  const json = JSON.parse(JSON.stringify(serializeWithdrawal(withdrawal)));
  expect(parseWithdrawal({ ...json, recipient: recipient.toLowerCase() })).toEqual(withdrawal);
});

test('behavior: binds every field, the domain and the key', () => {
  const withdrawal = signWithdrawal({ ...order, privateKey });
  const owner = publicKeyOf(privateKey);
  expect(verifyWithdrawal({ domain: 8n, withdrawal, owner })).toBe(false);
  expect(verifyWithdrawal({ domain: 9n, withdrawal, owner: publicKeyOf(78n) })).toBe(false);
  const other = '0x5FbDB2315678afecb367f032d93F642f64180aa3' as const;
  for (const change of [{ serial: 3 }, { nonce: 2 }, { amount: 5n }, { recipient: other }, { amount: 2n ** 88n }]) {
    expect(verifyWithdrawal({ domain: 9n, withdrawal: { ...withdrawal, ...change }, owner })).toBe(false);
  }
});

test.each([
  ['serial', { serial: 0 }],
  ['nonce', { nonce: 2 ** 24 }],
  ['amount', { amount: 0n }],
  ['amount', { amount: 2n ** 88n }],
  ['recipient', { recipient: '0x1234' as const }],
  ['recipient', { recipient: `0x${'0'.repeat(40)}` as const }],
  ['domain', { domain: -1n }],
])('error: %s out of range', (field, change) => {
  expect(() => signWithdrawal({ ...order, ...change, privateKey })).toThrow(
    expect.objectContaining({ code: 'withdrawal/malformed', facts: expect.objectContaining({ field }) }),
  );
});

test.each([
  ['amount', { amount: '0' }],
  ['amount', { amount: 5 }],
  ['recipient', { recipient: `0x${'0'.repeat(40)}` }],
  ['recipient', { recipient: 'nobody' }],
  ['nonce', { nonce: -1 }],
  ['extra', { extra: 1 }],
])('error: JSON with a bad %s', (field, change) => {
  const json = { ...serializeWithdrawal(signWithdrawal({ ...order, privateKey })), ...change };
  expect(() => parseWithdrawal(json)).toThrow(
    expect.objectContaining({ code: 'withdrawal/malformed', facts: expect.objectContaining({ field }) }),
  );
});
