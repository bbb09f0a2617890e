import type { Account, Chain, PublicClient, Transport, WalletClient } from 'viem';

/** The viem clients that a deployment uses; the wallet client carries the account that deploys and its chain. */
export type DeploymentClients = {
  walletClient: WalletClient<Transport, Chain, Account>;
  publicClient: PublicClient;
};
