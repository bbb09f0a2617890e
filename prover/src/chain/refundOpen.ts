import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, type Hash, parseEventLogs } from 'viem';
import { assertChainWriter } from './assertChainWriter.js';
import type { ChainClients } from './ChainClients.js';
import { chainError } from './chainErrors.js';
import { contractCall } from './transactions/call.js';
import { sendCall } from './transactions/sendCall.js';

export type RefundOpenParameters = ChainClients & { rollup: Address; serial: number };

export type RefundedOpen = {
  /** Token base units that went back. */
  amount: bigint;
  /** The wallet that had opened the account, which is paid whoever sends the transaction. */
  opener: Address;
  transactionHash: Hash;
  blockNumber: bigint;
};

/**
 * Gives the money of an open back that no batch took in time. The account stays in the queue with amount 0.
 *
 * @throws chain/reverted (RefundTooEarly, OpenNotQueued, NothingToRefund) and what else `sendCall` throws
 *
 * @example
 * import { refundOpen } from '@tallystick/prover';
 *
 * const { amount, opener } = await refundOpen({ publicClient, walletClient, rollup, serial: 7 });
 */
export async function refundOpen(parameters: RefundOpenParameters): Promise<RefundedOpen> {
  const { publicClient, walletClient, rollup, serial } = parameters;
  assertChainWriter(walletClient);
  const call = contractCall({ address: rollup, abi: rollupAbi }, 'refundOpen', [serial]);
  const clients = { publicClient, walletClient };
  const { receipt } = await sendCall(clients, `refunding the open of serial ${serial}`, call);
  const [refunded] = parseEventLogs({ abi: rollupAbi, eventName: 'OpenRefunded', logs: receipt.logs });
  if (refunded === undefined) throw chainError('chain/no-rollup', { facts: { field: 'rollup', given: rollup } });
  const { amount, opener } = refunded.args;
  return { amount, opener, transactionHash: receipt.transactionHash, blockNumber: receipt.blockNumber };
}
