import type { Hex } from 'viem';
import { isFieldElement } from '../../core/field.js';

/** A proof with what it states. */
export type ProofData = {
  /** As the Solidity verifier takes it, without the public inputs. */
  proof: Hex;
  /** Field elements, in the circuit's order. */
  publicInputs: bigint[];
};

/**
 * Whether every public input is below the field's modulus: a verifier may take one raised by the modulus for the same.
 */
export function hasCanonicalInputs(publicInputs: readonly bigint[]): boolean {
  return publicInputs.every((input) => isFieldElement(input));
}
