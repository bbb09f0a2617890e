import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, getAbiItem, HttpRequestError, parseEventLogs } from 'viem';
import type { ChainReader } from './ChainClients.js';
import { toChainError } from './toChainError.js';

const EVENTS = [
  getAbiItem({ abi: rollupAbi, name: 'Opened' }),
  getAbiItem({ abi: rollupAbi, name: 'OpenRefunded' }),
  getAbiItem({ abi: rollupAbi, name: 'BatchSettled' }),
] as const;

export type ReadRollupEventsParameters = {
  publicClient: Pick<ChainReader, 'getLogs'>;
  rollup: Address;
  /** First and last block, both included. */
  fromBlock: bigint;
  toBlock: bigint;
  /** Blocks to ask for at once, at most. */
  chunkBlocks: bigint;
};

/** The events that make the tree, in the order in which they happened. */
export type RollupEvent = ReturnType<typeof decode>[number];

/** The events of some blocks, up to `toBlock`. */
export type RollupEvents = { events: RollupEvent[]; toBlock: bigint };

/**
 * Reads the opens, refunds and batches of a rollup from first to last, some blocks at a time, so that memory holds one part only.
 * An endpoint that refuses a part, most limit blocks or logs, is asked for half of it.
 *
 * @throws chain/unreachable, chain/call-failed when it refuses even a single block
 */
export async function* readRollupEvents(parameters: ReadRollupEventsParameters): AsyncGenerator<RollupEvents> {
  const { publicClient, rollup, toBlock: last, chunkBlocks } = parameters;
  let first = parameters.fromBlock;
  let blocks = chunkBlocks;
  while (first <= last) {
    const end = first + blocks - 1n;
    const toBlock = end < last ? end : last;
    let events: RollupEvent[];
    try {
      const logs = await publicClient.getLogs({ address: rollup, events: EVENTS, fromBlock: first, toBlock });
      events = decode(logs);
    } catch (error) {
      if (blocks === 1n || isDown(error)) throw toChainError(error, 'reading the events of the rollup');
      blocks /= 2n;
      continue;
    }
    yield { events, toBlock };
    first = toBlock + 1n;
    // Back to larger parts, once the crowded blocks are behind.
    blocks = blocks * 2n < chunkBlocks ? blocks * 2n : chunkBlocks;
  }
}

function decode(logs: Parameters<typeof parseEventLogs>[0]['logs']) {
  const events = parseEventLogs({ abi: rollupAbi, eventName: ['Opened', 'OpenRefunded', 'BatchSettled'], logs });
  return events.sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex);
}

/** Whether nobody answered at all: then a smaller question doesn't help. */
function isDown(error: unknown): boolean {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof HttpRequestError) return inner.status === undefined;
  }
  return false;
}
