/** Bytes, the most significant first, as an integer (not checked against the modulus). */
export function bytesToField(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex') || '0'}`);
}
