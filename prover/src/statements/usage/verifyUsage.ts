import { UNIT_KEYS } from '../../core/units.js';
import type { Groth16VerificationKey } from '../../proving/groth16/statementArtifacts.js';
import { verifyGroth16 } from '../../proving/groth16/verifyGroth16.js';
import type { UsageProof, UsageStatement } from './statement.js';
import { toUsageInputs } from './statement.js';

export type VerifyUsageParameters = {
  verificationKey: Groth16VerificationKey;
  proof: UsageProof;
  /** What it must state. The roots are the verifier's to know, from the rollup's contract. */
  expected: UsageStatement;
};

const FIELDS = ['serial', 'rootBefore', 'rootAfter', 'resource', 'minIncrease'] as const;

/**
 * Checks a usage proof and that it states what is expected. Node and browser.
 *
 * @returns false when the proof is not valid or states something else
 * @throws statement/verification-impossible
 *
 * @example
 * import { parseUsageProof, verifyUsage } from '@tallystick/prover/verify';
 *
 * const proof = parseUsageProof(JSON.parse(body));
 * // the roots from the rollup's contract, not from the proof
 * const expected = { serial: 2, rootBefore, rootAfter, resource: 'egressMib', minIncrease: 5_000n } as const;
 * const isProven = await verifyUsage({ verificationKey, proof, expected });
 */
export async function verifyUsage({ verificationKey, proof, expected }: VerifyUsageParameters): Promise<boolean> {
  if (!Number.isInteger(expected.serial) || !UNIT_KEYS.includes(expected.resource)) return false;
  if (FIELDS.some((field) => proof[field] !== expected[field])) return false;
  return verifyGroth16({ verificationKey, publicInputs: toUsageInputs(expected), proof: proof.proof });
}
