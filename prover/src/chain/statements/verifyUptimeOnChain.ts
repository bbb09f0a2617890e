import { uptimeProofVerifierAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import { toProofArgument } from '../../proving/groth16/proof.js';
import type { UptimeProof } from '../../statements/uptime/statement.js';
import { toUptimeInputs } from '../../statements/uptime/statement.js';
import type { ChainReader } from '../ChainClients.js';
import { throwChainError } from '../toChainError.js';

export type VerifyUptimeOnChainParameters = {
  publicClient: Pick<ChainReader, 'readContract'>;
  /** The deployment's `courts.uptimeProofVerifier`. */
  uptimeProofVerifier: Address;
  /** Its roots are the caller's to compare with the court's: `readRoots`. */
  proof: UptimeProof;
};

/**
 * Asks the chain's verifier whether an uptime proof holds for what it states. Costs nothing.
 *
 * @throws chain/call-failed, chain/unreachable
 *
 * @example
 * import { verifyUptimeOnChain } from '@tallystick/prover/chain';
 *
 * const { uptimeProofVerifier } = courts;
 * const isValid = await verifyUptimeOnChain({ publicClient, uptimeProofVerifier, proof: uptimeProof });
 */
export async function verifyUptimeOnChain(parameters: VerifyUptimeOnChainParameters): Promise<boolean> {
  const { publicClient, uptimeProofVerifier: address, proof } = parameters;
  const [missed = 0n, provider = 0n, epoch = 0n, a = 0n, b = 0n, c = 0n, d = 0n, e = 0n] = toUptimeInputs(proof);
  const args = [toProofArgument(proof.proof), [missed, provider, epoch, a, b, c, d, e]] as const;
  return publicClient
    .readContract({ address, abi: uptimeProofVerifierAbi, functionName: 'verify', args })
    .catch(throwChainError('verifying the uptime'));
}
