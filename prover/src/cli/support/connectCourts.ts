import type { CourtsDeployment, Deployment } from '@tallystick/verifier-contracts';
import type { PrivateKeyAccount } from 'viem';
import type { ChainClients } from '../../chain/ChainClients.js';
import { connectChain } from '../../chain/connectChain.js';
import { readDeploymentFile } from '../../chain/readDeploymentFile.js';
import { requireCourts } from '../../chain/stake/asserts.js';
import { loadWallet } from '../wallet/loadWallet.js';
import type { CommandContext } from './CommandContext.js';

export type CourtsOptions = { rpc: readonly string[]; deployment: string; keyFile?: string; json?: string };

/** A deployment with its courts, and the wallet's connection to its chain. */
export type CourtsConnection = ChainClients & {
  deployment: Deployment;
  courts: CourtsDeployment;
  account: PrivateKeyAccount;
};

/**
 * What every command of stakes starts with: the deployment with its courts, the wallet, and the chain to read and write.
 *
 * @throws stake/no-courts, cli/no-wallet-key, cli/bad-wallet-key, chain/…
 */
export async function connectCourts({ io, hide }: CommandContext, options: CourtsOptions): Promise<CourtsConnection> {
  const deployment = await readDeploymentFile(options.deployment);
  const courts = requireCourts(deployment);
  const account = await loadWallet({ io, keyFile: options.keyFile, hide });
  const { publicClient, writer } = await connectChain({ rpcUrl: options.rpc, deployment });
  return { deployment, courts, account, publicClient, walletClient: writer(account) };
}
