import { JsonReader } from '../core/JsonReader.js';
import { MAX_BALANCE, MAX_EXPIRY, MAX_NONCE, MAX_PRICE, MAX_SERIAL } from '../core/limits.js';
import { parseUnits } from '../core/units.js';
import type { SequencerAccount } from './SequencerClient.js';
import { sequencerClientError } from './sequencerClientErrors.js';

/**
 * Reads the sequencer's answer for an account. Fields that it doesn't know are left alone, since a later sequencer may
 * add some.
 *
 * @throws sequencer-client/unexpected-answer
 */
export function parseSequencerAccount(json: unknown): SequencerAccount {
  const body = new JsonReader(json, { toError: sequencerClientError.of('sequencer-client/unexpected-answer') });
  const owner = body.object('owner');
  const terms = body.object('terms');
  const status = (json as Record<string, unknown>).status;
  return {
    serial: body.integer('serial', { min: 1, max: MAX_SERIAL }),
    owner: { x: owner.field('x'), y: owner.field('y') },
    terms: {
      providerSerial: terms.integer('providerSerial', { max: MAX_SERIAL }),
      prices: parseUnits(terms.object('prices'), { max: MAX_PRICE }),
      expiry: terms.integer('expiry', { max: MAX_EXPIRY }),
    },
    balance: body.decimal('balance', { max: MAX_BALANCE }),
    counters: parseUnits(body.object('counters')),
    nonce: body.integer('nonce', { max: MAX_NONCE }),
    status: typeof status === 'string' ? status : '',
  };
}
