import {
  accountError,
  isFieldElement,
  isOnCurve,
  JsonReader,
  MAX_EXPIRY,
  MAX_PRICE,
  MAX_SERIAL,
  type Point,
  type Terms,
  validateTerms,
} from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';

/** An account's opening as a party discloses it. */
export type AccountOpening = { serial: number; owner: Point; terms: Terms };

const code = 'sequencer/malformed';

/**
 * Reads the body of POST /v1/accounts, strictly. The view key is a secret, so no error names its value.
 *
 * @throws sequencer/malformed, account/out-of-range, account/owner-off-curve, account/earning-with-prices, naming the field
 */
export function parseAccountOpening(json: unknown): AccountOpening {
  const viewKey = readViewKey(json);
  const body = new JsonReader(json, { toError: apiError.of(code) });
  const serial = body.integer('serial', { min: 1, max: MAX_SERIAL });
  const point = body.object('owner');
  const owner = { x: point.field('x'), y: point.field('y') };
  point.end();
  const agreed = body.object('terms');
  const providerSerial = agreed.integer('providerSerial', { max: MAX_SERIAL });
  const priced = agreed.object('prices');
  const prices = {
    computeUnitSeconds: priced.decimal('computeUnitSeconds', { max: MAX_PRICE }),
    storageGibHours: priced.decimal('storageGibHours', { max: MAX_PRICE }),
    egressMib: priced.decimal('egressMib', { max: MAX_PRICE }),
  };
  priced.end();
  const expiry = agreed.integer('expiry', { max: MAX_EXPIRY });
  agreed.field('viewKey');
  agreed.end();
  body.end();
  if (!isOnCurve(owner)) throw accountError('account/owner-off-curve', { facts: { field: 'owner' } });
  const terms = { providerSerial, prices, expiry, viewKey };
  validateTerms(terms);
  return { serial, owner, terms };
}

/** Read before anything else, because the reader's errors show the value that they refuse. */
function readViewKey(json: unknown): bigint {
  const value: unknown = (json as { terms?: { viewKey?: unknown } } | null)?.terms?.viewKey;
  const viewKey = typeof value === 'string' && /^0x[0-9a-f]{64}$/i.test(value) ? BigInt(value) : undefined;
  if (isFieldElement(viewKey)) return viewKey;
  const expected = '0x and 64 hexadecimal digits, below the field modulus';
  throw apiError(code, {
    message: `terms.viewKey: expected ${expected}`,
    facts: { field: 'terms.viewKey', given: value === undefined ? 'nothing' : '(secret)', expected },
  });
}
