import type { Hex } from 'viem';
import { fieldToHex } from '../field.js';
import type { JsonReader } from '../JsonReader.js';
import { MAX_EXPIRY, MAX_PRICE, MAX_SERIAL } from '../limits.js';
import { parseUnits, type SerializedUnits, serializeUnits } from '../units.js';
import type { Terms } from './terms.js';

/** Terms as JSON carries them: prices as decimal strings, the view key as hex of 32 bytes. Secret. */
export type SerializedTerms = { providerSerial: number; prices: SerializedUnits; expiry: number; viewKey: Hex };

/** The terms in the form that `parseTerms` reads. Secret: the view key is in it. */
export function serializeTerms({ providerSerial, prices, expiry, viewKey }: Terms): SerializedTerms {
  return { providerSerial, prices: serializeUnits(prices), expiry, viewKey: fieldToHex(viewKey) };
}

/**
 * Reads terms from the field `terms` of a JSON object, strictly. Whether an earning account has prices is not checked here.
 *
 * @throws the reader's code, naming the field; it never holds the view key, whatever is wrong with it
 */
export function parseTerms(parent: JsonReader): Terms {
  const reader = parent.object('terms', { isSecret: true });
  const providerSerial = reader.integer('providerSerial', { max: MAX_SERIAL });
  const prices = parseUnits(reader.object('prices'), { max: MAX_PRICE });
  const expiry = reader.integer('expiry', { max: MAX_EXPIRY });
  const viewKey = reader.secretField('viewKey');
  reader.end();
  return { providerSerial, prices, expiry, viewKey };
}
