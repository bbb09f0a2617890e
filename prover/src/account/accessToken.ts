import type { Hex } from 'viem';
import { fieldToHex } from '../field/fieldToHex.js';
import { poseidon2Hash } from '../hash/poseidon2Hash.js';
import { ACCESS_TAG } from './tags.js';

/** `hash([viewKey, serial, ACCESS_TAG])`: shows to the sequencer that one knows an account's view key. Secret. */
export function accessToken({ viewKey, serial }: { viewKey: bigint; serial: number }): Hex {
  return fieldToHex(poseidon2Hash([viewKey, BigInt(serial), ACCESS_TAG]));
}
