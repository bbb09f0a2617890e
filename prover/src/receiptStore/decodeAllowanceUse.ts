import type { Hex } from 'viem';
import type { Units } from '../account/Units.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { AllowanceUse } from './AllowanceUse.js';
import { COUNTER_BYTES, RECEIPT_BYTES, RECORD_VERSION, USE_BYTES } from './encodeAllowanceUse.js';

/**
 * Reads a record that `encodeAllowanceUse` wrote.
 *
 * @throws receipt-store/unreadable
 */
export function decodeAllowanceUse(bytes: Buffer): AllowanceUse {
  const whole = bytes.length === USE_BYTES || bytes.length === USE_BYTES + RECEIPT_BYTES;
  if (!whole || bytes[0] !== RECORD_VERSION) {
    const facts = { version: bytes[0] ?? null, bytes: bytes.length, expected: RECORD_VERSION };
    throw new TallystickError('receipt-store/unreadable', { facts });
  }
  const serial = bytes.readUInt32BE(1);
  const used = readUnits(bytes, 5);
  if (bytes.length === USE_BYTES) return { serial, used, receipt: undefined };
  const word = (offset: number): Hex => `0x${bytes.toString('hex', offset, offset + 32)}`;
  const signed = USE_BYTES + 32 + 3 * COUNTER_BYTES;
  const receipt = {
    domain: BigInt(word(USE_BYTES)),
    serial,
    units: readUnits(bytes, USE_BYTES + 32),
    signature: { s: word(signed), e: word(signed + 32) },
  };
  return { serial, used, receipt };
}

function readUnits(bytes: Buffer, offset: number): Units {
  const counter = (index: number): bigint => BigInt(bytes.readUIntBE(offset + index * COUNTER_BYTES, COUNTER_BYTES));
  return { computeUnitSeconds: counter(0), storageGibHours: counter(1), egressMib: counter(2) };
}
