import type { Point } from './CryptoEngine.js';

/** Grumpkin's generator, the base of bb.js' signatures. */
export const GENERATOR: Point = { x: 1n, y: 17631683881184975370165255887551781615748388533673675138860n };

/** `poseidon2Hash` of the bytes "schnorr_grumpkin_poseidon2", packed little-endian into one field. */
const CHALLENGE_DST = 0x024c76938ed06b8ec1d9094b1013d190baa4011372f0604643bda812a63b832en;

/** What the challenge of bb.js' signatures is the hash of. */
export const challengeInputs = (nonceX: bigint, { x, y }: Point, message: bigint): bigint[] => [
  CHALLENGE_DST,
  nonceX,
  x,
  y,
  message,
];
