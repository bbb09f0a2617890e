import { FIELD_MODULUS } from '../field/FIELD_MODULUS.js';
import type { AccountState } from './AccountState.js';
import { leafOf } from './leafOf.js';
import { packWord } from './packWord.js';
import { padOf } from './padOf.js';

export type RefreshedAccount = { state: AccountState; leaf: bigint; maskedWord: bigint };

/**
 * The account after an update in slot `slot` of the batch with `salt`: the same word under a new blinding, with the two
 * values that the batch publishes of it.
 */
export function refreshed(state: AccountState, { salt, slot }: { salt: bigint; slot: number }): RefreshedAccount {
  const { blinding, mask } = padOf({ viewKey: state.terms.viewKey, serial: state.serial, salt, slot });
  const next = { ...state, blinding };
  return { state: next, leaf: leafOf(next), maskedWord: (packWord(next) + mask) % FIELD_MODULUS };
}
