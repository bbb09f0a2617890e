import { poseidon2Permute } from '../hash/poseidon2Permute.js';
import { PAD_TAG } from './tags.js';

export type PadParameters = {
  viewKey: bigint;
  serial: number;
  /** The batch's random salt. */
  salt: bigint;
  /** Index of the update over the settle, then the credit, then the withdraw slots of the batch. */
  slot: number;
};

/**
 * What hides one update: `[blinding, mask] = permute([viewKey, serial, salt, PAD_TAG + slot])[0..1]`. Never used twice,
 * since every attempt at a batch draws a new salt.
 */
export function padOf({ viewKey, serial, salt, slot }: PadParameters): { blinding: bigint; mask: bigint } {
  const [blinding, mask] = poseidon2Permute([viewKey, BigInt(serial), salt, PAD_TAG + BigInt(slot)]);
  return { blinding, mask };
}
