import { poseidon2Hash } from '../hash/poseidon2Hash.js';
import type { Point } from '../signature/Point.js';
import { hashTerms } from './hashTerms.js';
import type { Terms } from './Terms.js';

/** `hash([owner.x, owner.y, terms])`, the part of an account that never changes. Terms may be given as their hash. */
export function hashStatic({ owner, terms }: { owner: Point; terms: Terms | bigint }): bigint {
  return poseidon2Hash([owner.x, owner.y, typeof terms === 'bigint' ? terms : hashTerms(terms)]);
}
