const MIB = 1024 * 1024;

/** MiB of traffic for a number of bytes, rounded up. */
export function egressMibOf(bytes: number): bigint {
  return BigInt(Math.ceil(bytes / MIB));
}
