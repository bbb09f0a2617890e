import { chainError } from '@tallystick/prover/chain';
import type { DeploymentClients } from '@tallystick/verifier-contracts';
import { createPublicClient, createWalletClient, defineChain, type Hex, http } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';

export type ConnectDeployerParameters = {
  rpcUrl: string;
  /** The wallet that deploys. Secret. */
  key: Hex;
  pollIntervalMs?: number | undefined;
};

export type ConnectedDeployer = { chainId: number; account: PrivateKeyAccount; clients: DeploymentClients };

/**
 * Connects a deployer's wallet to whatever chain the endpoint serves.
 *
 * @throws chain/unreachable
 */
export async function connectDeployer(parameters: ConnectDeployerParameters): Promise<ConnectedDeployer> {
  const { rpcUrl, key, pollIntervalMs: pollingInterval = 1000 } = parameters;
  const transport = http(rpcUrl);
  const chainId = await createPublicClient({ transport })
    .getChainId()
    .catch((cause: unknown) => {
      throw chainError('chain/unreachable', {
        cause,
        facts: { field: 'rpc', expected: 'a JSON-RPC endpoint' },
      });
    });
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const account = privateKeyToAccount(key);
  const clients: DeploymentClients = {
    walletClient: createWalletClient({ account, chain, transport }),
    publicClient: createPublicClient({ chain, transport, pollingInterval }),
  };
  return { chainId, account, clients };
}
