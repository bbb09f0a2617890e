import { FIELD_MODULUS } from '../../field.js';

/** Writes an integer below 2^256 as four words of 64 bits, the lowest first. */
export function writeWords(view: DataView, at: number, value: bigint): void {
  // Each takes the lowest 64 bits of what it is given.
  view.setBigUint64(at, value, true);
  view.setBigUint64(at + 8, value >> 64n, true);
  view.setBigUint64(at + 16, value >> 128n, true);
  view.setBigUint64(at + 24, value >> 192n, true);
}

/** Reads a field element that was left by the module, which may have the modulus for zero. */
export function readReduced(view: DataView, at: number): bigint {
  const high = (view.getBigUint64(at + 24, true) << 64n) | view.getBigUint64(at + 16, true);
  const low = (view.getBigUint64(at + 8, true) << 64n) | view.getBigUint64(at, true);
  const value = (high << 128n) | low;
  return value === FIELD_MODULUS ? 0n : value;
}
