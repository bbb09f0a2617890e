import { usageVerifierAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import { UNIT_KEYS } from '../../core/units.js';
import { toProofArgument } from '../../proving/groth16/proof.js';
import type { UsageProof } from '../../statements/usage/statement.js';
import { usageError } from '../../statements/usage/usageErrors.js';
import type { ChainReader } from '../ChainClients.js';
import { throwChainError } from '../toChainError.js';

export type VerifyUsageOnChainParameters = {
  publicClient: ChainReader;
  /** `courts.usageVerifier` of the deployment. */
  usageVerifier: Address;
  /** With its batches: the contract takes the roots from the rollup, not from the proof. */
  proof: UsageProof;
};

/**
 * Asks the chain's usage verifier what an integrator's contract would ask it.
 *
 * @throws usage/out-of-range when the proof doesn't name its batches; chain/reverted with the contract's error, chain/call-failed,
 * chain/unreachable
 *
 * @example
 * import { verifyUsageOnChain } from '@tallystick/prover/chain';
 *
 * const { usageVerifier } = courts;
 * const isProven = await verifyUsageOnChain({ publicClient, usageVerifier, proof: usageProof });
 */
export async function verifyUsageOnChain(parameters: VerifyUsageOnChainParameters): Promise<boolean> {
  const { publicClient, usageVerifier, proof } = parameters;
  const { batches, serial, resource, minIncrease } = proof;
  if (batches === undefined) {
    throw usageError('usage/out-of-range', {
      facts: { field: 'batches', given: null, expected: 'the batches that the roots are of' },
    });
  }
  const resourceNumber = BigInt(UNIT_KEYS.indexOf(resource));
  const words = toProofArgument(proof.proof);
  const args = [BigInt(serial), batches.before, batches.after, resourceNumber, minIncrease, words] as const;
  return publicClient
    .readContract({ address: usageVerifier, abi: usageVerifierAbi, functionName: 'verifyUsage', args })
    .catch(throwChainError('verifying the usage proof'));
}
