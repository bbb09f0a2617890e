import { rollupAbi } from '@tallystick/verifier-contracts';
import type { Address, Hash } from 'viem';
import { TallystickError } from '../errors/TallystickError.js';
import type { ChainClients } from './ChainClients.js';
import { sendTransaction } from './sendTransaction.js';
import { toChainError } from './toChainError.js';

export type ClaimWithdrawalParameters = ChainClients & {
  rollup: Address;
  /** Who is paid; anyone may send the transaction. */
  recipient: Address;
};

export type ClaimedWithdrawal = {
  /** Token base units that the recipient was paid. */
  amount: bigint;
  transactionHash: Hash;
  blockNumber: bigint;
};

/**
 * Pays a recipient everything that batches credited to it.
 *
 * @throws chain/nothing-to-claim, chain/reverted, chain/call-failed, chain/unreachable
 */
export async function claimWithdrawal(parameters: ClaimWithdrawalParameters): Promise<ClaimedWithdrawal> {
  const { publicClient, walletClient, rollup, recipient } = parameters;
  const contract = { address: rollup, abi: rollupAbi } as const;
  const claimable = await publicClient
    .readContract({ ...contract, functionName: 'claimable', args: [recipient] })
    .catch((error: unknown) => {
      throw toChainError(error, 'reading what can be claimed');
    });
  if (claimable === 0n)
    throw new TallystickError('chain/nothing-to-claim', { facts: { field: 'recipient', given: recipient } });
  let amount = claimable;
  const receipt = await sendTransaction({
    publicClient,
    action: 'claiming',
    send: async () => {
      const { request, result } = await publicClient.simulateContract({
        ...contract,
        account: walletClient.account,
        functionName: 'claim',
        args: [recipient],
      });
      amount = result;
      return walletClient.writeContract({ ...request, chain: walletClient.chain });
    },
  });
  return { amount, transactionHash: receipt.transactionHash, blockNumber: receipt.blockNumber };
}
