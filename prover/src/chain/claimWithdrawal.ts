import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, type Hash, parseEventLogs } from 'viem';
import { assertChainWriter } from './assertChainWriter.js';
import type { ChainClients } from './ChainClients.js';
import { chainError } from './chainErrors.js';
import { throwChainError } from './toChainError.js';
import { contractCall } from './transactions/call.js';
import { sendCall } from './transactions/sendCall.js';

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
 * @throws chain/nothing-to-claim, and what `sendCall` throws
 *
 * @example
 * import { claimWithdrawal } from '@tallystick/prover';
 *
 * const { amount } = await claimWithdrawal({ publicClient, walletClient, rollup, recipient });
 */
export async function claimWithdrawal(parameters: ClaimWithdrawalParameters): Promise<ClaimedWithdrawal> {
  const { publicClient, walletClient, rollup, recipient } = parameters;
  assertChainWriter(walletClient);
  const contract = { address: rollup, abi: rollupAbi } as const;
  const claimable = await publicClient
    .readContract({ ...contract, functionName: 'claimable', args: [recipient] })
    .catch(throwChainError('reading what can be claimed'));
  if (claimable === 0n) throw chainError('chain/nothing-to-claim', { facts: { field: 'recipient', given: recipient } });
  const call = contractCall(contract, 'claim', [recipient]);
  const { receipt, transactionHash, blockNumber } = await sendCall({ publicClient, walletClient }, 'claiming', call);
  // What was paid, and not what could be claimed a moment before: a batch may have come in between.
  const [claimed] = parseEventLogs({ abi: rollupAbi, eventName: 'Claimed', logs: receipt.logs });
  return { amount: claimed?.args.amount ?? 0n, transactionHash, blockNumber };
}
