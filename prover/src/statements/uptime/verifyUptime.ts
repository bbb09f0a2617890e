import { validateInteger } from '../../core/limits.js';
import type { Groth16VerificationKey } from '../../proving/groth16/statementArtifacts.js';
import { verifyGroth16 } from '../../proving/groth16/verifyGroth16.js';
import { MAX_EPOCH } from './constants.js';
import type { UptimeProof, UptimeStatement } from './statement.js';
import { assertAddress, assertRoots, toUptimeInputs } from './statement.js';
import { uptimeError } from './uptimeErrors.js';

export type VerifyUptimeParameters = {
  verificationKey: Groth16VerificationKey;
  proof: UptimeProof;
  /**
   * What it must state. Roots, provider and epoch are the verifier's to know, from the court's contract: a proof against roots of
   * the prover's own making says nothing. Any number of missed slots is taken where none is given.
   */
  expected: Omit<UptimeStatement, 'missedSlots'> & { missedSlots?: number };
};

/**
 * Checks an uptime proof and that it states what is expected. Node and browser.
 *
 * @returns false when the proof is not valid or states something else
 * @throws uptime/malformed, uptime/out-of-range when what is expected can't be a statement: its provider no address, its roots not five
 * field elements; statement/verification-impossible
 *
 * @example
 * import { parseUptimeProof, verifyUptime } from '@tallystick/prover/verify';
 *
 * const proof = parseUptimeProof(JSON.parse(body));
 * // roots, provider and epoch from the court's contract, not from the proof
 * const isProven = await verifyUptime({ verificationKey, proof, expected: { provider, epoch, roots } });
 */
export async function verifyUptime({ verificationKey, proof, expected }: VerifyUptimeParameters): Promise<boolean> {
  assertAddress(expected.provider, 'expected.provider');
  validateInteger(expected.epoch, {
    field: 'expected.epoch',
    max: MAX_EPOCH,
    toError: uptimeError.of('uptime/out-of-range'),
  });
  assertRoots(expected.roots);
  const { missedSlots = proof.missedSlots } = expected;
  if (!Number.isInteger(proof.missedSlots) || proof.missedSlots !== missedSlots) return false;
  if (proof.provider.toLowerCase() !== expected.provider.toLowerCase() || proof.epoch !== expected.epoch) return false;
  if (proof.roots.length !== expected.roots.length || proof.roots.some((root, i) => root !== expected.roots[i]))
    return false;
  return verifyGroth16({ verificationKey, publicInputs: toUptimeInputs(proof), proof: proof.proof });
}
