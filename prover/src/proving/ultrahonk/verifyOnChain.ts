import { batchVerifierAbi } from '@tallystick/verifier-contracts';
import { type Address, BaseError, ContractFunctionRevertedError, numberToHex, type PublicClient } from 'viem';
import { artifactsError } from '../artifacts/artifactsErrors.js';
import type { ProofData } from './proofData.js';
import { hasCanonicalInputs } from './proofData.js';

export type VerifyOnChainParameters = ProofData & {
  client: Pick<PublicClient, 'readContract'>;
  /** The verifier contract of the circuit. */
  address: Address;
};

/**
 * Asks a deployed verifier contract by `eth_call`.
 *
 * @returns its answer; false where it reverts
 * @throws artifacts/verification-impossible when there is no answer: no such contract, no connection
 *
 * @example
 * import { verifyOnChain } from '@tallystick/prover/proving';
 *
 * const address = deployment.verifiers.tiny;
 * const isValid = address !== undefined && (await verifyOnChain({ client: publicClient, address, proof, publicInputs }));
 */
export async function verifyOnChain({
  client,
  address,
  proof,
  publicInputs,
}: VerifyOnChainParameters): Promise<boolean> {
  if (!hasCanonicalInputs(publicInputs)) return false;
  try {
    return await client.readContract({
      address,
      abi: batchVerifierAbi,
      functionName: 'verify',
      args: [proof, publicInputs.map((input) => numberToHex(input, { size: 32 }))],
    });
  } catch (cause) {
    if (cause instanceof BaseError && cause.walk((error) => error instanceof ContractFunctionRevertedError) !== null)
      return false;
    throw artifactsError('artifacts/verification-impossible', { facts: { address }, cause });
  }
}
