import { FIELD_MODULUS } from '../field.js';
import { compress, poseidon2Hash, poseidon2Permute } from '../hash/poseidon2.js';
import { PAD_TAG } from '../limits.js';
import type { Point } from '../signature.js';
import { ZERO_UNITS } from '../units.js';
import type { AccountState } from './account.js';
import { packWord } from './packing.js';
import { hashTerms, type Terms } from './terms.js';

/** `compress(static, word, blinding, serial)`: the account's leaf. Terms may be given as their hash. */
export function leafOf(state: Omit<AccountState, 'terms' | 'owner'> & { owner: Point; terms: Terms | bigint }): bigint {
  return compress(hashStatic(state), packWord(state), state.blinding, BigInt(state.serial));
}

/** `hash([owner.x, owner.y, terms])`, the part of an account that never changes. Terms may be given as their hash. */
export function hashStatic({ owner, terms }: { owner: Point; terms: Terms | bigint }): bigint {
  return poseidon2Hash([owner.x, owner.y, typeof terms === 'bigint' ? terms : hashTerms(terms)]);
}

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

/** A fresh account as `open` makes it: counters, nonce and blinding 0, since its data is public on L1 at that moment. */
export function openedAccount(opened: { serial: number; owner: Point; terms: Terms; amount: bigint }): AccountState {
  const { serial, owner, terms, amount } = opened;
  return { serial, owner, terms, balance: amount, counters: { ...ZERO_UNITS }, nonce: 0, blinding: 0n };
}

/** The leaf of a fresh account, for which the hash of its terms is enough. */
export function openedLeaf(opened: { serial: number; owner: Point; terms: bigint; amount: bigint }): bigint {
  const { serial, owner, terms, amount } = opened;
  return leafOf({ serial, owner, terms, balance: amount, counters: ZERO_UNITS, nonce: 0, blinding: 0n });
}

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
