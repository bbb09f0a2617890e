import {
  accountError,
  isOnCurve,
  JsonReader,
  MAX_SERIAL,
  type Point,
  parseTerms,
  type Terms,
  validateTerms,
} from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';

/** An account's opening as a party discloses it. */
export type AccountOpening = { serial: number; owner: Point; terms: Terms };

/**
 * Reads the body of POST /v1/accounts, strictly. The view key is a secret, so no error names its value.
 *
 * @throws sequencer/malformed, account/out-of-range, account/owner-off-curve, account/earning-with-prices, naming the field
 */
export function parseAccountOpening(json: unknown): AccountOpening {
  const body = new JsonReader(json, { toError: apiError.of('sequencer/malformed'), isSecret: true });
  const serial = body.integer('serial', { min: 1, max: MAX_SERIAL });
  const point = body.object('owner');
  const owner = { x: point.field('x'), y: point.field('y') };
  point.end();
  const terms = parseTerms(body);
  body.end();
  if (!isOnCurve(owner)) throw accountError('account/owner-off-curve', { facts: { field: 'owner' } });
  validateTerms(terms);
  return { serial, owner, terms };
}
