import type { Barretenberg } from '@aztec/bb.js';
import { hexToBytes } from 'viem';
import { callProver } from '../artifacts/callProver.js';
import { PROOF_SETTINGS } from '../artifacts/PROOF_SETTINGS.js';
import { fieldToBytes } from '../field/fieldToBytes.js';
import type { ProofData } from './ProofData.js';

const WORD_BYTES = 32;

/**
 * Checks a proof under the real reference string by the native verifier.
 *
 * @throws artifacts/prover-failed
 */
export async function verifyNatively(
  prover: Barretenberg,
  verificationKey: Uint8Array,
  { proof, publicInputs }: ProofData,
): Promise<boolean> {
  const bytes = hexToBytes(proof);
  if (bytes.length % WORD_BYTES !== 0) return false;
  const words = Array.from({ length: bytes.length / WORD_BYTES }, (_, i) =>
    bytes.slice(i * WORD_BYTES, (i + 1) * WORD_BYTES),
  );
  const { verified } = await callProver(
    'circuitVerify',
    prover.circuitVerify({
      verificationKey,
      publicInputs: publicInputs.map((input) => fieldToBytes(input)),
      proof: words,
      settings: PROOF_SETTINGS,
    }),
  );
  return verified;
}
