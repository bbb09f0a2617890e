import { chainError } from '@tallystick/prover/chain';
import { type ConnectDeployerParameters, type ConnectedDeployer, connectDeployer } from './connectDeployer.js';

/**
 * Connects a deployer's wallet to the chain of a deployment, and to no other.
 *
 * @throws chain/wrong-chain, chain/unreachable
 */
export async function connectToDeployment(
  parameters: ConnectDeployerParameters,
  chainId: number,
): Promise<ConnectedDeployer> {
  const connected = await connectDeployer(parameters);
  if (connected.chainId === chainId) return connected;
  throw chainError('chain/wrong-chain', {
    facts: { field: 'chainId', given: connected.chainId, expected: chainId },
  });
}
