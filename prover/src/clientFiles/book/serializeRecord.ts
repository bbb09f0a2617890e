import { serializeTerms } from '../../core/account/termsJson.js';
import { pointToJson } from '../../core/signature.js';
import type { AllowanceRecord } from './AllowanceRecord.js';

/** A record as the file holds it, its view key included. */
export function serializeRecord(record: AllowanceRecord): Record<string, unknown> {
  const { owner, terms, amount, ...rest } = record;
  return { ...rest, owner: pointToJson(owner), terms: serializeTerms(terms), amount: amount.toString() };
}
