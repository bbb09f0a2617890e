import type { Hex } from 'viem';

/** A Schnorr signature over Grumpkin: response `s` and challenge `e`, 32 bytes of hex each. */
export type Signature = { s: Hex; e: Hex };
