import { fieldToHex, publicKeyOf, type Terms } from '@tallystick/prover/core';
import { serializeTerms } from '../../prover/src/core/account/termsJson.js';

/** The body with which a party registers an account. */
export function openingBody({ serial, privateKey, terms }: { serial: number; privateKey: bigint; terms: Terms }) {
  const { x, y } = publicKeyOf(privateKey);
  return { serial, owner: { x: fieldToHex(x), y: fieldToHex(y) }, terms: serializeTerms(terms) };
}
