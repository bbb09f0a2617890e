import { rollupAbi, toBatchArgument } from '@tallystick/verifier-contracts';
import { type Address, type Hash, type Hex, parseEventLogs } from 'viem';
import type { ExecutedBatch } from '../batch/ExecutedBatch.js';
import type { ChainClients } from '../chain/ChainClients.js';
import { contractCall } from '../chain/contractCall.js';
import { sendCall } from '../chain/sendCall.js';
import { TallystickError } from '../errors/TallystickError.js';

export type SubmitOwnBatchParameters = ChainClients & { rollup: Address; executed: ExecutedBatch; proof: Hex };

export type SubmittedOwnBatch = { batchId: bigint; transactionHash: Hash; blockNumber: bigint; gasUsed: bigint };

/**
 * Submits a proved batch of one's own.
 *
 * @throws chain/reverted (NoReservation, SlotReservedByAnother, OperatorsTurn, StaleRoot, …) and what else `sendCall` throws
 */
export async function submitOwnBatch(parameters: SubmitOwnBatchParameters): Promise<SubmittedOwnBatch> {
  const { publicClient, walletClient, rollup, executed, proof } = parameters;
  const args = [BigInt(executed.shape.id), toBatchArgument(executed), proof] as const;
  const call = contractCall({ address: rollup, abi: rollupAbi }, 'submitOwnBatch', args);
  const { receipt, ...sent } = await sendCall({ publicClient, walletClient }, 'submitting the batch', call);
  const [made] = parseEventLogs({ abi: rollupAbi, eventName: 'SelfMadeBatch', logs: receipt.logs });
  if (made === undefined) throw new TallystickError('chain/no-rollup', { facts: { field: 'rollup', given: rollup } });
  return { batchId: made.args.batchId, ...sent };
}
