import { fieldToHex } from '../../core/field.js';
import { serializeUnits } from '../../core/units.js';
import { pointToJson } from '../io/text.js';
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
