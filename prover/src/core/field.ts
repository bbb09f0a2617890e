import type { Hex } from 'viem';
import { cryptoError } from './cryptoErrors.js';

/** Order of BN254's scalar field, which is Grumpkin's base field: the field of the circuits, written p in the docs. */
export const FIELD_MODULUS = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** Order of Grumpkin's group, which is BN254's base field: private keys and the signature's `s` are below it. */
export const GRUMPKIN_ORDER = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

/**
 * The value itself, once it is known to be a field element. Never reduces: a value that is too large is a mistake.
 * The value is left out of the error, since view keys pass through here.
 *
 * @param field name of the value, for the error
 * @throws crypto/not-a-field-element
 */
export function toField(value: unknown, field = 'value'): bigint {
  if (isFieldElement(value)) return value;
  throw cryptoError('crypto/not-a-field-element', {
    message: `${field} is not a field element`,
    facts: { field, given: typeof value, expected: `bigint from 0 to ${FIELD_MODULUS - 1n}` },
  });
}

/** Bytes, the most significant first, as an integer (not checked against the modulus). */
export function bytesToField(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = bytes.byteLength % 8;
  let value = 0n;
  for (let at = 0; at < head; at++) value = (value << 8n) | BigInt(view.getUint8(at));
  for (let at = head; at < bytes.byteLength; at += 8) value = (value << 64n) | view.getBigUint64(at);
  return value;
}

/** A non-negative integer below 2^256 as 32 bytes, the most significant first. */
export function fieldToBytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  // Each takes the lowest 64 bits of what it is given.
  view.setBigUint64(0, value >> 192n);
  view.setBigUint64(8, value >> 128n);
  view.setBigUint64(16, value >> 64n);
  view.setBigUint64(24, value);
  return bytes;
}

/**
 * A non-negative integer below 2^256 as `0x` and 64 lower-case digits.
 *
 * @example
 * import { fieldToHex } from '@tallystick/prover/core';
 *
 * fieldToHex(255n); // '0x00000000000000000000000000000000000000000000000000000000000000ff'
 */
export function fieldToHex(value: bigint): Hex {
  return `0x${value.toString(16).padStart(64, '0')}`;
}

const PATTERN = /^0x[0-9a-fA-F]{64}$/;

/**
 * Reads a field element written as `0x` and 64 digits.
 *
 * @param field name of the value, for the error
 * @throws crypto/not-a-field-element
 *
 * @example
 * import { fieldToHex, hexToField } from '@tallystick/prover/core';
 *
 * hexToField(fieldToHex(255n)); // 255n
 */
export function hexToField(hex: unknown, field = 'value'): bigint {
  if (typeof hex !== 'string' || !PATTERN.test(hex)) {
    throw cryptoError('crypto/not-a-field-element', {
      message: `${field} is not a field element in hex`,
      facts: { field, given: typeof hex, expected: '0x and 64 hexadecimal digits' },
    });
  }
  return toField(BigInt(hex), field);
}

/**
 * Whether a value is a bigint between 0 and the field's modulus minus 1.
 *
 * @example
 * import { FIELD_MODULUS, isFieldElement } from '@tallystick/prover/core';
 *
 * isFieldElement(FIELD_MODULUS - 1n); // true
 * isFieldElement(FIELD_MODULUS); // false
 * isFieldElement(7); // false
 */
export function isFieldElement(value: unknown): value is bigint {
  return typeof value === 'bigint' && value >= 0n && value < FIELD_MODULUS;
}

/**
 * A uniformly random field element from the system's generator: 512 bits reduced, so the bias is below 2^-256.
 *
 * @example
 * import { isFieldElement, randomField } from '@tallystick/prover/core';
 *
 * const viewKey = randomField();
 * isFieldElement(viewKey); // true
 */
export function randomField(): bigint {
  return bytesToField(globalThis.crypto.getRandomValues(new Uint8Array(64))) % FIELD_MODULUS;
}
