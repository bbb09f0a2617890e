import { fieldToHex } from '../../field/fieldToHex.js';
import { serializeUnits } from '../../units/serializeUnits.js';
import { pointToJson } from '../support/toJsonText.js';
import type { AllowanceRecord } from './AllowanceRecord.js';

/** A record as the file holds it, its view key included. */
export function serializeRecord(record: AllowanceRecord): Record<string, unknown> {
  const { owner, terms, amount, ...rest } = record;
  return {
    ...rest,
    owner: pointToJson(owner),
    terms: {
      providerSerial: terms.providerSerial,
      prices: serializeUnits(terms.prices),
      expiry: terms.expiry,
      viewKey: fieldToHex(terms.viewKey),
    },
    amount: amount.toString(),
  };
}
