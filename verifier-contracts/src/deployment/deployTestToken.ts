import { type Address, encodeFunctionData } from 'viem';
import { ContractsError } from '../errors/ContractsError.js';
import { testTokenAbi, testTokenBytecode } from '../generated/TestToken.js';
import type { DeploymentClients } from './DeploymentClients.js';
import { deployContract } from './deployContract.js';
import { isDevelopmentChain } from './isDevelopmentChain.js';
import { sendAndWait } from './sendAndWait.js';

export type DeployTestTokenParameters = DeploymentClients & {
  name?: string;
  symbol?: string;
  /** 6 when left out. */
  decimals?: number;
  /** Who gets how many base units at once. Anyone can mint more later. */
  mint?: { to: Address; amount: bigint }[];
};

/**
 * Creates an ERC-20 that anyone may mint, for development chains only.
 *
 * @throws ContractsError `deployment/wrong-chain` on any other chain.
 *
 * @example
 * import { deployTestToken } from '@tallystick/verifier-contracts';
 *
 * const mint = [{ to: recipient, amount: 1_000_000n }];
 * const token = await deployTestToken({ publicClient, walletClient, mint });
 */
export async function deployTestToken({
  name = 'Tallystick test token',
  symbol = 'TEST',
  decimals = 6,
  mint = [],
  ...clients
}: DeployTestTokenParameters): Promise<Address> {
  const chainId = await clients.publicClient.getChainId();
  if (!isDevelopmentChain(chainId)) {
    throw new ContractsError('deployment/wrong-chain', {
      message: `A token that anyone may mint isn't deployed to chain ${chainId}.`,
      facts: { chainId },
      remedy: 'Use a development chain (31337, 1337), or give the address of a real token.',
    });
  }
  const { address } = await deployContract(clients, {
    abi: testTokenAbi,
    bytecode: testTokenBytecode,
    args: [name, symbol, decimals],
    name: 'the test token',
  });
  for (const { to, amount } of mint) {
    const data = encodeFunctionData({ abi: testTokenAbi, functionName: 'mint', args: [to, amount] });
    await sendAndWait(clients, { abi: testTokenAbi, to: address, data, what: 'minting of test tokens' });
  }
  return address;
}
