import { expect, test } from 'vitest';
import { fieldToHex } from '../field.js';
import { JsonReader } from '../JsonReader.js';
import { accountError } from './accountErrors.js';
import type { Terms } from './terms.js';
import { parseTerms, serializeTerms } from './termsJson.js';

const terms: Terms = {
  providerSerial: 2,
  prices: { computeUnitSeconds: 120n, storageGibHours: 45n, egressMib: 7n },
  expiry: 1_900_000_000,
  viewKey: 0x5ec4e7n,
};

function read(json: unknown): Terms {
  return parseTerms(new JsonReader({ terms: json }, { toError: accountError.of('account/malformed') }));
}

function refusalOf(json: unknown): { code?: string; message?: string; facts?: Record<string, unknown> } {
  try {
    return { message: `read: ${read(json).expiry}` };
  } catch (error) {
    return error as { code: string; message: string; facts: Record<string, unknown> };
  }
}

test('default: what is written is read back', () => {
  expect(read(JSON.parse(JSON.stringify(serializeTerms(terms))))).toEqual(terms);
});

test('error: fields are named with what was given', () => {
  const { message, facts } = refusalOf({ ...serializeTerms(terms), expiry: -1 });
  expect(message).toContain('terms.expiry: expected integer from 0');
  expect(facts).toMatchObject({ field: 'terms.expiry', given: '-1' });
  const prices = { ...serializeTerms(terms).prices, egressMib: `${2n ** 56n}` };
  expect(refusalOf({ ...serializeTerms(terms), prices }).facts).toMatchObject({ field: 'terms.prices.egressMib' });
  expect(refusalOf({ ...serializeTerms(terms), price: 1 }).facts).toMatchObject({ field: 'terms.price' });
});

test('error: the view key stays out of it, whatever is wrong with it', () => {
  const key = fieldToHex(terms.viewKey);
  for (const json of [
    { ...serializeTerms(terms), viewKey: `${key}00` },
    { ...serializeTerms(terms), viewKey: key.slice(2) },
    { ...serializeTerms(terms), viewkey: key },
    { ...serializeTerms(terms), prices: key },
    { ...serializeTerms(terms), prices: { ...serializeTerms(terms).prices, viewKey: key } },
    key,
  ]) {
    const { message, facts } = refusalOf(json);
    expect(`${message} ${JSON.stringify(facts)}`).not.toContain('5ec4e7');
    expect(facts).toMatchObject({ given: '(secret)' });
  }
  const { viewKey: _, ...without } = serializeTerms(terms);
  expect(refusalOf(without).facts).toMatchObject({ field: 'terms.viewKey', given: 'nothing' });
});
