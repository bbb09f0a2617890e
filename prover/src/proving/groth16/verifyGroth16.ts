import { isFieldElement } from '../../core/field.js';
import type { Groth16Proof } from './proof.js';
import { BASE_FIELD_MODULUS, isInG2, toProofArgument } from './proof.js';
import type { Groth16VerificationKey } from './statementArtifacts.js';
import { statementError } from './statementErrors.js';
import { withCurve } from './withCurve.js';

export type VerifyGroth16Parameters = {
  verificationKey: Groth16VerificationKey;
  /** Field elements in the circuit's order. */
  publicInputs: readonly bigint[];
  proof: Groth16Proof;
};

/**
 * Checks a Groth16 proof with snarkjs. Node and browser.
 *
 * @returns false for any proof or public input that is not right: one that isn't reduced, of another number or off the curve included
 * @throws statement/verification-impossible when the key can't be used at all
 */
export async function verifyGroth16({
  verificationKey,
  publicInputs,
  proof,
}: VerifyGroth16Parameters): Promise<boolean> {
  if (publicInputs.length !== verificationKey.nPublic || !publicInputs.every(isFieldElement)) return false;
  // snarkjs reduces coordinates; the contracts refuse what isn't reduced, and so do we.
  if (!toProofArgument(proof).every((word) => word >= 0n && word < BASE_FIELD_MODULUS)) return false;
  const { a, b, c } = proof;
  const text = (pair: readonly [bigint, bigint]): string[] => [`${pair[0]}`, `${pair[1]}`];
  try {
    return await withCurve(async (curve) => {
      if (!isInG2(curve, b)) return false;
      const { groth16 } = await import('snarkjs');
      return groth16.verify(
        verificationKey,
        publicInputs.map((input) => `${input}`),
        {
          pi_a: [...text(a), '1'],
          pi_b: [text(b[0]), text(b[1]), ['1', '0']],
          pi_c: [...text(c), '1'],
          protocol: 'groth16',
          curve: 'bn128',
        },
      );
    });
  } catch (cause) {
    throw statementError('statement/verification-impossible', { cause });
  }
}
