import type { TransactionReceipt } from 'viem';
import type { ChainClients } from '../chain/ChainClients.js';
import { sendTransaction } from '../chain/sendTransaction.js';
import type { ContractCall } from './ContractCall.js';

/** What every transaction answers. */
export type SentCall = { transactionHash: `0x${string}`; blockNumber: bigint; gasUsed: bigint };

/**
 * Checks a call against the chain's present state, sends it and waits until it is mined.
 *
 * @param action what it does, as a message's subject: "registering the provider"
 * @throws chain/reverted with the contract's error and its arguments; chain/call-failed, chain/unreachable,
 * chain/transaction-failed
 */
export async function sendCall(
  { publicClient, walletClient }: ChainClients,
  action: string,
  { valueWei, ...call }: ContractCall,
): Promise<SentCall & { receipt: TransactionReceipt }> {
  const receipt = await sendTransaction({
    publicClient,
    action,
    send: async () => {
      const { request } = await publicClient.simulateContract({
        ...call,
        account: walletClient.account,
        ...(valueWei === undefined ? {} : { value: valueWei }),
      });
      return walletClient.writeContract({ ...request, chain: walletClient.chain });
    },
  });
  const { transactionHash, blockNumber, gasUsed } = receipt;
  return { transactionHash, blockNumber, gasUsed, receipt };
}
