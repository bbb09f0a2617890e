import type { Hex } from 'viem';

/** A non-negative integer below 2^256 as `0x` and 64 lower-case digits. */
export function fieldToHex(value: bigint): Hex {
  return `0x${value.toString(16).padStart(64, '0')}`;
}
