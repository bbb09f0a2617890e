import { compress } from '../hash/compress.js';
import type { Point } from '../signature/Point.js';
import type { AccountState } from './AccountState.js';
import { hashStatic } from './hashStatic.js';
import { packWord } from './packWord.js';
import type { Terms } from './Terms.js';

/** `compress(static, word, blinding, serial)`: the account's leaf. Terms may be given as their hash. */
export function leafOf(state: Omit<AccountState, 'terms' | 'owner'> & { owner: Point; terms: Terms | bigint }): bigint {
  return compress(hashStatic(state), packWord(state), state.blinding, BigInt(state.serial));
}
