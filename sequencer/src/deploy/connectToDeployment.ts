import { TallystickError } from '@tallystick/prover/core';
import { type ConnectDeployerParameters, connectDeployer } from './connectDeployer.js';

/**
 * Connects a deployer's wallet to the chain of a deployment, and to no other.
 *
 * @throws chain/wrong-chain, chain/unreachable
 */
export async function connectToDeployment(parameters: ConnectDeployerParameters, chainId: number) {
  const connected = await connectDeployer(parameters);
  if (connected.chainId === chainId) return connected;
  throw new TallystickError('chain/wrong-chain', {
    facts: { field: 'chainId', given: connected.chainId, expected: chainId },
  });
}
