/** A non-negative integer below 2^256 as 32 bytes, the most significant first. */
export function fieldToBytes(value: bigint): Uint8Array {
  const bytes = Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, 32);
}
