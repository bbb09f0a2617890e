import { TallystickError } from '../errors/TallystickError.js';
import { FIELD_MODULUS } from '../field.js';
import type { Point } from '../signature.js';
import { leafOf, padOf } from './leaf.js';
import { unpackWord, type Word } from './packing.js';
import type { Terms } from './terms.js';

/** An update as a batch published it, the account that it is of, and the view key that opens it. */
export type OpenUpdateParameters = {
  serial: number;
  owner: Point;
  /** The account's terms, or their hash. */
  terms: Terms | bigint;
  /** Secret. */
  viewKey: bigint;
  salt: bigint;
  slot: number;
  leaf: bigint;
  maskedWord: bigint;
};

/** What an update hides. Undefined where it doesn't make the published leaf: then the view key or the terms aren't the account's. */
export function openUpdate(parameters: OpenUpdateParameters): (Word & { blinding: bigint }) | undefined {
  const { serial, owner, terms, viewKey, salt, slot, leaf, maskedWord } = parameters;
  const { blinding, mask } = padOf({ viewKey, serial, salt, slot });
  try {
    const word = unpackWord((maskedWord - mask + FIELD_MODULUS) % FIELD_MODULUS);
    if (leafOf({ serial, owner, terms, ...word, blinding }) === leaf) return { ...word, blinding };
  } catch (error) {
    if (!(error instanceof TallystickError && error.code === 'account/out-of-range')) throw error;
  }
  return undefined;
}
