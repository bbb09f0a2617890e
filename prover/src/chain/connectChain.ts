import type { Deployment } from '@tallystick/verifier-contracts';
import {
  createPublicClient,
  createWalletClient,
  defineChain,
  fallback,
  http,
  type PrivateKeyAccount,
  type Transport,
} from 'viem';
import { assertViemAccount } from '../core/assertViemAccount.js';
import type { ChainReader, ChainWriter } from './ChainClients.js';
import { chainError } from './chainErrors.js';
import { throwChainError } from './toChainError.js';

export type ConnectChainParameters = {
  /** One URL, or several in order of preference: the next is asked where one doesn't answer. */
  rpcUrl: string | readonly string[];
  deployment: Deployment;
  /** How often a transaction's receipt is asked for. */
  pollingIntervalMs?: number;
};

/** A connection to a deployment's chain: reading, and writing for a given account. */
export type ChainConnection = {
  publicClient: ChainReader;
  /**
   * A wallet client on the same chain, which signs and pays as the account.
   *
   * @throws key/not-of-viem
   */
  writer: (account: PrivateKeyAccount) => ChainWriter;
};

/**
 * Connects to the chain of a deployment and makes sure that it is that chain, with a contract at the rollup's address:
 * money sent to the wrong one would be hard to get back.
 *
 * @throws chain/wrong-chain, chain/no-rollup, chain/unreachable
 *
 * @example
 * import { connectChain } from '@tallystick/prover';
 * import { readDeployment } from '@tallystick/verifier-contracts';
 * import { privateKeyToAccount } from 'viem/accounts';
 *
 * const deployment = await readDeployment('deployment.json');
 * const { publicClient, writer } = await connectChain({ rpcUrl: 'http://127.0.0.1:8545', deployment });
 * const walletClient = writer(privateKeyToAccount(walletKey));
 */
export async function connectChain(parameters: ConnectChainParameters): Promise<ChainConnection> {
  const { rpcUrl, deployment, pollingIntervalMs } = parameters;
  const urls = typeof rpcUrl === 'string' ? [rpcUrl] : rpcUrl;
  const chain = defineChain({
    id: deployment.chainId,
    name: `chain ${deployment.chainId}`,
    nativeCurrency: { name: 'native coin', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: urls } },
  });
  const common = {
    chain,
    transport: transportOf(urls),
    ...(pollingIntervalMs === undefined ? {} : { pollingInterval: pollingIntervalMs }),
  };
  const publicClient = createPublicClient(common);
  const [chainId, code] = await Promise.all([
    publicClient.getChainId(),
    publicClient.getCode({ address: deployment.rollup }),
  ]).catch(throwChainError('connecting to the chain'));
  if (chainId !== deployment.chainId) {
    throw chainError('chain/wrong-chain', {
      facts: { field: 'chainId', given: chainId, expected: deployment.chainId },
    });
  }
  if (code === undefined) {
    throw chainError('chain/no-rollup', {
      facts: { field: 'rollup', given: deployment.rollup, expected: 'the address of a contract' },
    });
  }
  return {
    publicClient,
    writer(account) {
      assertViemAccount(account, 'account');
      return createWalletClient({ ...common, account });
    },
  };
}

/** Where an endpoint limits how often it is asked, it is asked again when it says so; of several, the others come first. */
function transportOf(urls: readonly string[]): Transport {
  const [only, ...others] = urls;
  if (others.length === 0) return http(only, { retryCount: 3 });
  return fallback(
    urls.map((url) => http(url)),
    { retryCount: 3 },
  );
}
