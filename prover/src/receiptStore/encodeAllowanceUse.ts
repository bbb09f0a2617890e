import { UNIT_KEYS } from '../account/UNIT_KEYS.js';
import type { Units } from '../account/Units.js';
import { fieldToHex } from '../field/fieldToHex.js';
import type { AllowanceUse } from './AllowanceUse.js';

/** First byte of a record, raised when the form changes. */
export const RECORD_VERSION = 1;
export const COUNTER_BYTES = 6;
/** version(1) serial(4) used(3 × 6) */
export const USE_BYTES = 1 + 4 + 3 * COUNTER_BYTES;
/** domain(32) units(3 × 6) s(32) e(32) */
export const RECEIPT_BYTES = 32 + 3 * COUNTER_BYTES + 64;

/** A record in bytes, big-endian: version, serial, units used, and then the receipt if there is one. */
export function encodeAllowanceUse({ serial, used, receipt }: AllowanceUse): Buffer {
  const bytes = Buffer.alloc(USE_BYTES + (receipt === undefined ? 0 : RECEIPT_BYTES));
  bytes.writeUInt8(RECORD_VERSION, 0);
  bytes.writeUInt32BE(serial, 1);
  let offset = writeUnits(bytes, used, 5);
  if (receipt === undefined) return bytes;
  offset += bytes.write(fieldToHex(receipt.domain).slice(2), offset, 'hex');
  offset = writeUnits(bytes, receipt.units, offset);
  offset += bytes.write(receipt.signature.s.slice(2), offset, 'hex');
  bytes.write(receipt.signature.e.slice(2), offset, 'hex');
  return bytes;
}

function writeUnits(bytes: Buffer, units: Units, start: number): number {
  let offset = start;
  for (const key of UNIT_KEYS) offset = bytes.writeUIntBE(Number(units[key]), offset, COUNTER_BYTES);
  return offset;
}
