import { type Address, erc20Abi, parseAbi } from 'viem';
import { assertChainWriter } from './assertChainWriter.js';
import type { ChainClients } from './ChainClients.js';
import { chainError } from './chainErrors.js';
import { throwChainError } from './toChainError.js';
import { contractCall } from './transactions/call.js';
import { sendCall } from './transactions/sendCall.js';

/** Without the standard's answer, which some tokens in wide use don't give; one that refuses reverts. */
const approveAbi = parseAbi(['function approve(address spender, uint256 amount)']);

export type ApproveTokensParameters = ChainClients & {
  token: Address;
  /** The contract that will pull the tokens. */
  spender: Address;
  /** Token base units. */
  amount: bigint;
  onProgress?: ((detail: string) => void) | undefined;
};

/**
 * Lets a contract pull an amount of the wallet's tokens, where less is approved; never more than that, so a flaw in the contract
 * can't reach the rest of the wallet.
 *
 * @throws chain/insufficient-tokens, and what `sendCall` throws
 */
export async function approveTokens(parameters: ApproveTokensParameters): Promise<void> {
  const { publicClient, walletClient, token, spender, amount, onProgress } = parameters;
  assertChainWriter(walletClient);
  const contract = { address: token, abi: erc20Abi } as const;
  const [held, approved] = await Promise.all([
    publicClient.readContract({ ...contract, functionName: 'balanceOf', args: [walletClient.account.address] }),
    publicClient.readContract({
      ...contract,
      functionName: 'allowance',
      args: [walletClient.account.address, spender],
    }),
  ]).catch(throwChainError('reading the token'));
  if (held < amount) {
    throw chainError('chain/insufficient-tokens', {
      facts: { field: 'amount', given: amount, expected: `at most ${held} token base units`, token },
    });
  }
  if (approved >= amount) return;
  onProgress?.(`approving ${amount} token base units`);
  // Some tokens only let an approval change by way of none.
  for (const next of approved === 0n ? [amount] : [0n, amount]) {
    const call = contractCall({ address: token, abi: approveAbi }, 'approve', [spender, next]);
    await sendCall({ publicClient, walletClient }, 'approving the tokens', call);
  }
}
