import { type Barretenberg, BBApiException } from '@aztec/bb.js';
import { hexToBytes } from 'viem';
import { fieldToBytes } from '../../core/field.js';
import { PROOF_SETTINGS } from '../artifacts/constants.js';
import type { ProofData } from './proofData.js';

const WORD_BYTES = 32;

/**
 * Checks a proof under the real reference string by the native verifier.
 *
 * @returns false also where the verifier cannot even read the proof, such as a point off the curve
 * @throws what the connection throws when the native process ends
 */
export async function verifyNatively(
  native: Barretenberg,
  verificationKey: Uint8Array,
  { proof, publicInputs }: ProofData,
): Promise<boolean> {
  const bytes = hexToBytes(proof);
  if (bytes.length % WORD_BYTES !== 0) return false;
  const words = Array.from({ length: bytes.length / WORD_BYTES }, (_, i) =>
    bytes.slice(i * WORD_BYTES, (i + 1) * WORD_BYTES),
  );
  try {
    const { verified } = await native.circuitVerify({
      verificationKey,
      publicInputs: publicInputs.map((input) => fieldToBytes(input)),
      proof: words,
      settings: PROOF_SETTINGS,
    });
    return verified;
  } catch (error) {
    // The process answered, with a refusal of what it was given.
    if (error instanceof BBApiException) return false;
    throw error;
  }
}
