// @ts-check
import { Q } from '../comb.mjs';

/** Bytes of a coordinate or scalar. */
export const WORD_BYTES = 32;
export const G1_BYTES = 64;
export const G2_BYTES = 128;

/** 1/2^256 in the base field. */
const MONTGOMERY_INVERSE = 20988524275117001072002809824448087578619730785600314334253784976379291040311n;

/** @param {Buffer} bytes @param {number} at @returns {bigint} the little-endian word */
export function readWord(bytes, at) {
  return (
    bytes.readBigUInt64LE(at) |
    (bytes.readBigUInt64LE(at + 8) << 64n) |
    (bytes.readBigUInt64LE(at + 16) << 128n) |
    (bytes.readBigUInt64LE(at + 24) << 192n)
  );
}

/** @param {bigint} word @param {Buffer} bytes @param {number} at little-endian */
export function writeWord(word, bytes, at) {
  bytes.writeBigUInt64LE(word & 0xffffffffffffffffn, at);
  bytes.writeBigUInt64LE((word >> 64n) & 0xffffffffffffffffn, at + 8);
  bytes.writeBigUInt64LE((word >> 128n) & 0xffffffffffffffffn, at + 16);
  bytes.writeBigUInt64LE(word >> 192n, at + 24);
}

/** @param {bigint} word @returns {Buffer} little-endian */
export function wordBytes(word) {
  const bytes = Buffer.alloc(WORD_BYTES);
  writeWord(word, bytes, 0);
  return bytes;
}

/** @param {number} value @returns {Buffer} four bytes, little-endian */
export function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/**
 * A point as snarkjs hashes it, from one as it keeps it.
 *
 * @param {Buffer} point x and y, each of one word (G1) or two (G2), in Montgomery form, little-endian
 * @returns {Buffer} plain, big-endian, the second word of a coordinate first
 */
export function uncompressed(point) {
  const half = point.length / 2;
  const bytes = Buffer.alloc(point.length);
  for (let at = 0; at < point.length; at += WORD_BYTES) {
    writeWord((readWord(point, at) * MONTGOMERY_INVERSE) % Q, bytes, at);
  }
  bytes.subarray(0, half).reverse();
  bytes.subarray(half).reverse();
  return bytes;
}
