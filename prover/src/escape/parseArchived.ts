import { MAX_EXPIRY, MAX_PRICE, MAX_SERIAL } from '../account/limits.js';
import { TallystickError } from '../errors/TallystickError.js';
import { JsonReader } from '../json/JsonReader.js';
import type { ArchivedAllowance } from './AllowanceArchive.js';

/**
 * Reads an archived allowance from its file's JSON, strictly.
 *
 * @throws escape/bad-terms-file; it never holds the view key, whatever is wrong with it
 */
export function parseArchived(json: unknown): ArchivedAllowance {
  try {
    return read(new JsonReader(json, { code: 'escape/bad-terms-file' }));
  } catch (error) {
    if (!(error instanceof TallystickError) || error.facts.field !== 'terms.viewKey') throw error;
    const { field, expected } = error.facts;
    throw new TallystickError('escape/bad-terms-file', { facts: { field, expected } });
  }
}

function read(body: JsonReader): ArchivedAllowance {
  const serial = body.integer('serial', { min: 1, max: MAX_SERIAL });
  const terms = body.object('terms');
  const prices = terms.object('prices');
  const max = { max: MAX_PRICE };
  const archived = {
    serial,
    terms: {
      providerSerial: terms.integer('providerSerial', { max: MAX_SERIAL }),
      prices: {
        computeUnitSeconds: prices.decimal('computeUnitSeconds', max),
        storageGibHours: prices.decimal('storageGibHours', max),
        egressMib: prices.decimal('egressMib', max),
      },
      expiry: terms.integer('expiry', { max: MAX_EXPIRY }),
      viewKey: terms.field('viewKey'),
    },
  };
  for (const reader of [prices, terms, body]) reader.end();
  return archived;
}
