import { zeroAddress } from 'viem';
import { describe, expect, test } from 'vitest';
import { assertEndpoint, assertProviderTerms, assertStakeAmount, requireCourts } from './asserts.js';
import type { ProviderTerms, StakeKind } from './types.js';
import { kindNumber } from './types.js';

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const terms: ProviderTerms = {
  capacity: { compute: 1, storageGib: 0, egressMibPerSecond: 0 },
  promisedUptimeBps: 9_950,
  responder: address,
  endpoint: 'https://provider.example/base',
};
const malformed = (field: string) =>
  expect.objectContaining({ code: 'stake/malformed', facts: expect.objectContaining({ field }) });

describe('assertProviderTerms', () => {
  test('default', () => {
    expect(() => assertProviderTerms(terms)).not.toThrow();
  });

  test.each<[string, Partial<ProviderTerms>]>([
    ['capacity.compute', { capacity: { ...terms.capacity, compute: 2 ** 32 } }],
    ['capacity.storageGib', { capacity: { ...terms.capacity, storageGib: 1.5 } }],
    ['capacity.egressMibPerSecond', { capacity: { ...terms.capacity, egressMibPerSecond: -1 } }],
    ['capacity', { capacity: { ...terms.capacity, compute: 0 } }],
    ['promisedUptimeBps', { promisedUptimeBps: 0 }],
    ['promisedUptimeBps', { promisedUptimeBps: 10_001 }],
    ['responder', { responder: zeroAddress }],
    ['responder', { responder: '0x12' }],
    ['endpoint', { endpoint: 'ftp://provider.example' }],
  ])('error: %s', (field, changes) => {
    expect(() => assertProviderTerms({ ...terms, ...changes })).toThrow(malformed(field));
  });
});

test.each(['', 'provider.example', 'https://', `https://x.example/${'a'.repeat(200)}`, 5, null])(
  'error: endpoint %j',
  (endpoint) => {
    expect(() => assertEndpoint(endpoint)).toThrow(malformed('endpoint'));
  },
);

test('error: an endpoint with a password, which is not repeated', () => {
  let text = '';
  try {
    assertEndpoint('https://user:hunter2@provider.example');
  } catch (error) {
    text = JSON.stringify(error) + String(error);
  }
  expect(text).toContain('stake/malformed');
  expect(text).not.toContain('hunter2');
});

test.each([0n, -1n, 2n ** 88n, 5, '5', undefined])('error: amount %s', (amount) => {
  expect(() => assertStakeAmount(amount, 'amount')).toThrow(malformed('amount'));
});

test('default: kinds as the contracts number them', () => {
  expect([kindNumber('provider'), kindNumber('watcher')]).toEqual([0, 1]);
  expect(() => kindNumber('toString' as StakeKind)).toThrow(malformed('kind'));
});

test('error: a deployment without courts', () => {
  const deployment = {
    chainId: 31337,
    rollup: address,
    token: address,
    accessManager: address,
    verifiers: {},
    domain: 1n,
    operatorSerial: 1,
    deployedAtBlock: 1n,
    feeBps: 0,
    openFeeWei: 0n,
    refundDelaySeconds: 3600,
    admin: address,
    operator: address,
  } as const;
  expect(() => requireCourts(deployment)).toThrow(expect.objectContaining({ code: 'stake/no-courts' }));
});
