import { isFieldElement } from '../field/isFieldElement.js';

/**
 * Whether every public input is below the field's modulus: a verifier may take one raised by the modulus for the same.
 */
export function hasCanonicalInputs(publicInputs: readonly bigint[]): boolean {
  return publicInputs.every((input) => isFieldElement(input));
}
