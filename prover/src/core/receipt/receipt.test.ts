import { beforeAll, expect, test } from 'vitest';
import { computeDomain } from '../domain.js';
import { loadCrypto } from '../hash/crypto.js';
import { publicKeyOf } from '../signature.js';
import { parseReceipt, serializeReceipt } from './json.js';
import { signReceipt, verifyReceipt } from './receipt.js';

const domain = computeDomain({ chainId: 31337, rollup: '0x5FbDB2315678afecb367f032d93F642f64180aa3' });
const units = { computeUnitSeconds: 10n, storageGibHours: 0n, egressMib: 2n ** 44n - 1n };
const privateKey = 123456789n;

beforeAll(loadCrypto);

test('default', () => {
  const receipt = signReceipt({ domain, serial: 7, units, privateKey });
  expect(verifyReceipt({ receipt, owner: publicKeyOf(privateKey) })).toBe(true);
});

test('behavior: survives JSON', () => {
  const receipt = signReceipt({ domain, serial: 7, units, privateKey });
  expect(parseReceipt(JSON.parse(JSON.stringify(serializeReceipt(receipt))))).toEqual(receipt);
});

test('behavior: binds domain, serial, every counter and the key', () => {
  const receipt = signReceipt({ domain, serial: 7, units, privateKey });
  const owner = publicKeyOf(privateKey);
  expect(verifyReceipt({ receipt, owner: publicKeyOf(2n) })).toBe(false);
  expect(verifyReceipt({ receipt: { ...receipt, domain: domain - 1n }, owner })).toBe(false);
  expect(verifyReceipt({ receipt: { ...receipt, serial: 8 }, owner })).toBe(false);
  for (const [key, value] of Object.entries({ computeUnitSeconds: 11n, storageGibHours: 1n, egressMib: 5n })) {
    expect(verifyReceipt({ receipt: { ...receipt, units: { ...units, [key]: value } }, owner })).toBe(false);
  }
});

test('error: a counter beyond 44 bits', () => {
  expect(() => signReceipt({ domain, serial: 7, units: { ...units, egressMib: 2n ** 44n }, privateKey })).toThrow(
    expect.objectContaining({
      code: 'receipt/counter-out-of-range',
      facts: { field: 'units.egressMib', given: 2n ** 44n, expected: 'bigint from 0 to 17592186044415' },
    }),
  );
});

test('error: a private key out of range is refused without naming it', () => {
  const refused = () => signReceipt({ domain, serial: 7, units, privateKey: 0n });
  expect(refused).toThrow(expect.objectContaining({ code: 'key/out-of-range' }));
});
