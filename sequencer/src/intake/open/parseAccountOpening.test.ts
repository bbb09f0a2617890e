import { fieldToHex, loadCrypto, publicKeyOf, TallystickError } from '@tallystick/prover/core';
import { expect, test } from 'vitest';
import { parseAccountOpening } from './parseAccountOpening.js';

await loadCrypto();
const viewKey = 0x5ec4e7n;
const { x, y } = publicKeyOf(7n);
const body = {
  serial: 3,
  owner: { x: fieldToHex(x), y: fieldToHex(y) },
  terms: {
    providerSerial: 2,
    prices: { computeUnitSeconds: '2', storageGibHours: '0', egressMib: '0' },
    expiry: 2_000_000_000,
    viewKey: fieldToHex(viewKey),
  },
};

test('default', () => {
  expect(parseAccountOpening(body)).toMatchObject({
    serial: 3,
    owner: { x, y },
    terms: { viewKey, expiry: 2_000_000_000 },
  });
});

test.each<[string, unknown]>([
  ['beside the terms', { ...body, viewKey: fieldToHex(viewKey) }],
  ['in the place of the owner', { ...body, owner: fieldToHex(viewKey) }],
  ['in the place of everything', fieldToHex(viewKey)],
  ['misspelt', { ...body, terms: { ...body.terms, viewkey: fieldToHex(viewKey) } }],
])('error: a view key %s is not told', (_where, json) => {
  let told: unknown;
  try {
    parseAccountOpening(json);
  } catch (error) {
    told = error;
  }
  expect(told).toBeInstanceOf(TallystickError);
  expect(told).toMatchObject({ code: 'sequencer/malformed', facts: { given: '(secret)' } });
  expect(JSON.stringify(told)).not.toContain('5ec4e7');
});
