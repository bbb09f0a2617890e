import { rollupAbi, toBatchArgument } from '@tallystick/verifier-contracts';
import { type Address, type Hash, type Hex, parseEventLogs } from 'viem';
import type { ExecutedBatch } from '../batch/ExecutedBatch.js';
import type { ChainClients } from '../chain/ChainClients.js';
import { sendTransaction } from '../chain/sendTransaction.js';
import { TallystickError } from '../errors/TallystickError.js';

export type SubmitOwnBatchParameters = ChainClients & { rollup: Address; executed: ExecutedBatch; proof: Hex };

export type SubmittedOwnBatch = { batchId: bigint; transactionHash: Hash; blockNumber: bigint; gasUsed: bigint };

/**
 * Submits a proved batch of one's own.
 *
 * @throws chain/reverted (NoReservation, SlotReservedByAnother, OperatorsTurn, StaleRoot, …), chain/call-failed,
 * chain/transaction-failed, chain/unreachable
 */
export async function submitOwnBatch(parameters: SubmitOwnBatchParameters): Promise<SubmittedOwnBatch> {
  const { publicClient, walletClient, rollup, executed, proof } = parameters;
  const receipt = await sendTransaction({
    publicClient,
    action: 'submitting the batch',
    send: async () => {
      const { request } = await publicClient.simulateContract({
        address: rollup,
        abi: rollupAbi,
        account: walletClient.account,
        functionName: 'submitOwnBatch',
        args: [BigInt(executed.shape.id), toBatchArgument(executed), proof],
      });
      return walletClient.writeContract({ ...request, chain: walletClient.chain });
    },
  });
  const [made] = parseEventLogs({ abi: rollupAbi, eventName: 'SelfMadeBatch', logs: receipt.logs });
  if (made === undefined) throw new TallystickError('chain/no-rollup', { facts: { field: 'rollup', given: rollup } });
  const { transactionHash, blockNumber, gasUsed } = receipt;
  return { batchId: made.args.batchId, transactionHash, blockNumber, gasUsed };
}
