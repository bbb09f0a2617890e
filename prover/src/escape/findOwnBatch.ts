import { rollupAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { eventsMissing } from '../chain/eventsMissing.js';
import { type BlockRange, readInParts } from '../chain/readInParts.js';
import { toChainError } from '../chain/toChainError.js';
import type { SubmittedOwnBatch } from './submitOwnBatch.js';

export type FindOwnBatchParameters = {
  publicClient: ChainReader;
  rollup: Address;
  /** The batch that it would be. */
  batchId: bigint;
  /** The root that it leaves: no other batch leaves the same. */
  newRoot: bigint;
  /** A block before it. */
  fromBlock: bigint;
};

/**
 * Looks whether a batch of one's own is on the chain whose submission nobody answered; undefined while it isn't.
 *
 * @throws chain/unreachable, chain/call-failed, chain/events-missing
 */
export async function findOwnBatch(parameters: FindOwnBatchParameters): Promise<SubmittedOwnBatch | undefined> {
  const { publicClient, rollup, batchId, newRoot, fromBlock } = parameters;
  const action = 'looking for the batch that was submitted';
  const contract = { address: rollup, abi: rollupAbi } as const;
  try {
    const toBlock = await publicClient.getBlockNumber({ cacheTime: 0 });
    const at = { ...contract, blockNumber: toBlock } as const;
    const [latest] = await publicClient.readContract({ ...at, functionName: 'latest' });
    if (latest < batchId) return undefined;
    const [root] = await publicClient.readContract({ ...at, functionName: 'rootAt', args: [batchId] });
    if (root !== newRoot) return undefined;
    const filter = { ...contract, eventName: 'SelfMadeBatch', args: { batchId }, strict: true } as const;
    const read = (part: BlockRange) => publicClient.getContractEvents({ ...filter, ...part });
    for await (const { logs } of readInParts({ fromBlock, toBlock, action, read })) {
      const [made] = logs;
      if (made === undefined) continue;
      const { transactionHash, blockNumber } = made;
      const { gasUsed } = await publicClient.getTransactionReceipt({ hash: transactionHash });
      return { batchId, transactionHash, blockNumber, gasUsed };
    }
    throw eventsMissing('SelfMadeBatch', { batchId });
  } catch (error) {
    throw toChainError(error, action);
  }
}
