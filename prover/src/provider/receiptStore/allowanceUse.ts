import type { Hex } from 'viem';
import { fieldToHex } from '../../core/field.js';
import { MAX_COUNTER } from '../../core/limits.js';
import { compareReceipts } from '../../core/receipt/order.js';
import type { Receipt } from '../../core/receipt/receipt.js';
import { addUnits, coversUnits, UNIT_KEYS, type Units, validateUnits, ZERO_UNITS } from '../../core/units.js';
import { gatewayError } from '../gatewayErrors.js';
import type { Charge } from './ReceiptStore.js';
import { receiptStoreError } from './receiptStoreErrors.js';

/** What a provider keeps of one allowance. */
export type AllowanceUse = {
  serial: number;
  /** The latest receipt, which supersedes every earlier one; undefined while work was only done on credit. */
  receipt: Receipt | undefined;
  /** Cumulative units charged: on the same scale as the receipt's counters, which cover them up to the credit given. */
  used: Units;
};

/**
 * Reads a record that `encodeAllowanceUse` wrote.
 *
 * @throws receipt-store/unreadable
 */
export function decodeAllowanceUse(bytes: Buffer): AllowanceUse {
  const whole = bytes.length === USE_BYTES || bytes.length === USE_BYTES + RECEIPT_BYTES;
  if (!whole || bytes[0] !== RECORD_VERSION) {
    const facts = { version: bytes[0] ?? null, bytes: bytes.length, expected: RECORD_VERSION };
    throw receiptStoreError('receipt-store/unreadable', { facts });
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

/** First byte of a record, raised when the form changes. */
const RECORD_VERSION = 1;
const COUNTER_BYTES = 6;
/** version(1) serial(4) used(3 × 6) */
const USE_BYTES = 1 + 4 + 3 * COUNTER_BYTES;
/** domain(32) units(3 × 6) s(32) e(32) */
const RECEIPT_BYTES = 32 + 3 * COUNTER_BYTES + 64;

/** A record in bytes, big-endian: version, serial, units used, and then the receipt if there is one. */
export function encodeAllowanceUse({ serial, used, receipt }: AllowanceUse): Buffer {
  const bytes = Buffer.alloc(USE_BYTES + (receipt === undefined ? 0 : RECEIPT_BYTES));
  bytes.writeUInt8(RECORD_VERSION, 0);
  bytes.writeUInt32BE(serial, 1);
  const offset = writeUnits(bytes, used, 5);
  if (receipt !== undefined) bytes.set(bytesOf(receipt), offset);
  return bytes;
}

/** Of the receipts in use: one that covers many requests is written with each of them. */
const encoded = new WeakMap<Receipt, Uint8Array>();

function bytesOf(receipt: Receipt): Uint8Array {
  const known = encoded.get(receipt);
  if (known !== undefined) return known;
  const bytes = Buffer.alloc(RECEIPT_BYTES);
  let offset = bytes.write(fieldToHex(receipt.domain).slice(2), 'hex');
  offset = writeUnits(bytes, receipt.units, offset);
  offset += bytes.write(receipt.signature.s.slice(2), offset, 'hex');
  bytes.write(receipt.signature.e.slice(2), offset, 'hex');
  encoded.set(receipt, bytes);
  return bytes;
}

function writeUnits(bytes: Buffer, units: Units, start: number): number {
  let offset = start;
  for (const key of UNIT_KEYS) offset = bytes.writeUIntBE(Number(units[key]), offset, COUNTER_BYTES);
  return offset;
}

/** A change to one record: a charge, a receipt, or both. */
export type Change = Omit<Charge, 'units' | 'from'> & { units?: Units; from?: Units };

/**
 * The record after a change. Pure, so that every store decides alike.
 *
 * @throws receipt-store/not-covered, receipt-store/conflict, receipt/wrong-domain, gateway/counter-exhausted
 */
export function applyChange(current: AllowanceUse | undefined, change: Change): AllowanceUse {
  const from = current?.used ?? change.from ?? ZERO_UNITS;
  const used = change.units === undefined ? from : addUnits(from, change.units);
  validateUnits(used, { field: 'used', max: MAX_COUNTER, toError: gatewayError.of('gateway/counter-exhausted') });
  const receipt = later(current?.receipt, change.receipt);
  if (change.within !== undefined) {
    const { price, beyond } = change.within;
    const covered = addUnits(receipt?.units ?? change.from ?? ZERO_UNITS, beyond);
    const needed = price === change.units ? used : addUnits(from, price);
    if (!coversUnits(covered, needed)) {
      const short = UNIT_KEYS.find((key) => needed[key] > covered[key]) ?? UNIT_KEYS[0];
      const facts = { field: `units.${short}`, serial: change.serial, given: covered[short], expected: needed[short] };
      throw receiptStoreError('receipt-store/not-covered', { facts });
    }
  }
  return { serial: change.serial, receipt, used };
}

function later(kept: Receipt | undefined, given: Receipt | undefined): Receipt | undefined {
  if (kept === undefined || given === undefined || kept === given) return given ?? kept;
  const order = compareReceipts(given, kept);
  if (order === undefined) {
    throw receiptStoreError('receipt-store/conflict', {
      facts: { field: 'units', serial: given.serial, given: given.units, expected: kept.units },
    });
  }
  return order === -1 ? kept : given; // of two that say the same the given one, which may come again and is known at once then
}
