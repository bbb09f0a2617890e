import type { Address } from 'viem';
import { ContractsError } from '../errors/ContractsError.js';
import { accessManagerAbi } from '../generated/AccessManager.js';
import type { DeploymentClients } from './DeploymentClients.js';

const ADMIN_ROLE = 0n;

/**
 * Makes sure that the wallet is the admin of an AccessManager.
 *
 * @returns seconds that each of its acts has to be announced before; 0 for none
 * @throws ContractsError `deployment/not-admin`
 */
export async function assertAdmin({
  publicClient,
  walletClient,
  accessManager,
}: DeploymentClients & { accessManager: Address }): Promise<number> {
  const { address } = walletClient.account;
  const [isAdmin, delaySeconds] = await publicClient.readContract({
    address: accessManager,
    abi: accessManagerAbi,
    functionName: 'hasRole',
    args: [ADMIN_ROLE, address],
  });
  if (isAdmin) return delaySeconds;
  throw new ContractsError('deployment/not-admin', {
    message: `${address} isn't the admin of the access manager ${accessManager}, so it can't give the courts their roles.`,
    facts: { field: 'admin', given: address, accessManager },
  });
}
