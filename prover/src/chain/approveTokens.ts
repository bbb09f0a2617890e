import { type Address, erc20Abi } from 'viem';
import { TallystickError } from '../errors/TallystickError.js';
import type { ChainClients } from './ChainClients.js';
import { sendTransaction } from './sendTransaction.js';
import { toChainError } from './toChainError.js';

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
 * @throws chain/insufficient-tokens, chain/reverted, chain/call-failed, chain/unreachable
 */
export async function approveTokens(parameters: ApproveTokensParameters): Promise<void> {
  const { publicClient, walletClient, token, spender, amount, onProgress } = parameters;
  const { account } = walletClient;
  const contract = { address: token, abi: erc20Abi } as const;
  const [held, approved] = await Promise.all([
    publicClient.readContract({ ...contract, functionName: 'balanceOf', args: [account.address] }),
    publicClient.readContract({ ...contract, functionName: 'allowance', args: [account.address, spender] }),
  ]).catch((error: unknown) => {
    throw toChainError(error, 'reading the token');
  });
  if (held < amount) {
    throw new TallystickError('chain/insufficient-tokens', {
      facts: { field: 'amount', given: amount, expected: `at most ${held} token base units`, token },
    });
  }
  if (approved >= amount) return;
  onProgress?.(`approving ${amount} token base units`);
  await sendTransaction({
    publicClient,
    action: 'approving the tokens',
    send: async () => {
      const { request } = await publicClient.simulateContract({
        ...contract,
        account,
        functionName: 'approve',
        args: [spender, amount],
      });
      return walletClient.writeContract({ ...request, chain: walletClient.chain });
    },
  });
}
