const PER_FIELD = 7;

/** Serials packed 7 to a field element, 32 bits each, low bits first. */
export function packSerials(serials: readonly number[]): bigint[] {
  return Array.from({ length: Math.ceil(serials.length / PER_FIELD) }, (_, i) =>
    serials
      .slice(PER_FIELD * i, PER_FIELD * (i + 1))
      .reduce((packed, serial, at) => packed | (BigInt(serial) << BigInt(32 * at)), 0n),
  );
}
