const LIMB = (1n << 128n) - 1n;

/** A scalar as the circuits take it: `[low 128 bits, high]`. */
export function limbs(scalar: bigint): [string, string] {
  return [`0x${(scalar & LIMB).toString(16)}`, `0x${(scalar >> 128n).toString(16)}`];
}
