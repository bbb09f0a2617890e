import { fieldToHex } from '../field/fieldToHex.js';
import { serializeUnits } from '../units/serializeUnits.js';
import type { ArchivedAllowance } from './AllowanceArchive.js';

/** An archived allowance as its file holds it. Secret: the view key is in it. */
export function serializeArchived({ serial, terms }: ArchivedAllowance): Record<string, unknown> {
  const { providerSerial, prices, expiry, viewKey } = terms;
  return { serial, terms: { providerSerial, prices: serializeUnits(prices), expiry, viewKey: fieldToHex(viewKey) } };
}
