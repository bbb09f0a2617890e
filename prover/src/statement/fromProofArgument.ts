import { TallystickError } from '../errors/TallystickError.js';
import { BASE_FIELD_MODULUS } from './BASE_FIELD_MODULUS.js';
import type { Groth16Proof } from './Groth16Proof.js';

/**
 * The inverse of `toProofArgument`.
 *
 * @param field name of the value, for the error
 * @throws statement/malformed unless there are eight numbers below the base field's modulus
 */
export function fromProofArgument(words: readonly bigint[], field = 'proof'): Groth16Proof {
  const bad = words.findIndex((word) => typeof word !== 'bigint' || word < 0n || word >= BASE_FIELD_MODULUS);
  if (words.length !== 8 || bad !== -1) {
    throw new TallystickError('statement/malformed', {
      facts: {
        field: bad === -1 ? field : `${field}[${bad}]`,
        given: bad === -1 ? `${words.length} words` : words[bad],
        expected: "8 numbers below the base field's modulus",
      },
    });
  }
  const [ax, ay, bx1, bx0, by1, by0, cx, cy] = words as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  return {
    a: [ax, ay],
    b: [
      [bx0, bx1],
      [by0, by1],
    ],
    c: [cx, cy],
  };
}
