import { expect, test } from 'vitest';
import { parseReceipt } from './json.js';

const good = {
  domain: `0x${'0'.repeat(63)}7`,
  serial: 3,
  units: { computeUnitSeconds: '10', storageGibHours: '0', egressMib: '17592186044415' },
  signature: { s: `0x${'AB'.repeat(32)}`, e: `0x${'01'.repeat(32)}` },
};
const withUnits = (change: object) => ({ ...good, units: { ...good.units, ...change } });

test('default', () => {
  expect(parseReceipt(good)).toEqual({
    domain: 7n,
    serial: 3,
    units: { computeUnitSeconds: 10n, storageGibHours: 0n, egressMib: 2n ** 44n - 1n },
    signature: { s: `0x${'ab'.repeat(32)}`, e: `0x${'01'.repeat(32)}` },
  });
});

test.each([
  ['body', null],
  ['body', []],
  ['body', 'text'],
  ['domain', { ...good, domain: '0x7' }],
  ['domain', { ...good, domain: `0x${'f'.repeat(64)}` }],
  ['serial', { ...good, serial: 0 }],
  ['serial', { ...good, serial: 2 ** 32 }],
  ['serial', { ...good, serial: '3' }],
  ['units', { ...good, units: undefined }],
  ['units.egressMib', withUnits({ egressMib: 5 })],
  ['units.egressMib', withUnits({ egressMib: '0x5' })],
  ['units.egressMib', withUnits({ egressMib: '' })],
  ['units.extra', withUnits({ extra: '1' })],
  ['signature.s', { ...good, signature: { e: good.signature.e } }],
  ['signature.e', { ...good, signature: { ...good.signature, e: `0x${'0'.repeat(63)}` } }],
  ['signature.r', { ...good, signature: { ...good.signature, r: '0x' } }],
  ['comment', { ...good, comment: 'x'.repeat(1000) }],
])('error: malformed %s', (field, json) => {
  expect(() => parseReceipt(json)).toThrow(
    expect.objectContaining({ code: 'receipt/malformed', facts: expect.objectContaining({ field }) }),
  );
});

test.each(['17592186044416', '-1', '9'.repeat(100), '007'])('error: counter %s', (egressMib) => {
  expect(() => parseReceipt(withUnits({ egressMib }))).toThrow(
    expect.objectContaining({
      code: 'receipt/counter-out-of-range',
      facts: expect.objectContaining({ field: 'units.egressMib', expected: 'decimal string from 0 to 17592186044415' }),
    }),
  );
});

test('behavior: a field of the prototype is no field', () => {
  expect(() => parseReceipt(Object.create(good))).toThrow(expect.objectContaining({ code: 'receipt/malformed' }));
});

test('error: what is missing is said to be, and what is there is shown', () => {
  const malformed = (json: unknown) => {
    try {
      return parseReceipt(json);
    } catch (error) {
      return error;
    }
  };
  expect(malformed({})).toMatchObject({
    code: 'receipt/malformed',
    message: expect.stringContaining('domain is missing; expected 0x and 64 hexadecimal digits'),
    facts: { field: 'domain', given: 'nothing' },
  });
  expect(malformed({ domain: null })).toMatchObject({
    message: expect.stringContaining('domain: expected'),
    facts: { given: 'null' },
  });
});
