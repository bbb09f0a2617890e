import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, getAbiItem, parseEventLogs } from 'viem';
import type { ChainReader } from '../ChainClients.js';
import { readInParts } from './readInParts.js';

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
  chunkBlocks?: bigint | undefined;
};

/** The events that make the tree, in the order in which they happened. */
export type RollupEvent = ReturnType<typeof decode>[number];

/** The events of some blocks, up to `toBlock`. */
export type RollupEvents = { events: RollupEvent[]; toBlock: bigint };

/**
 * Reads the opens, refunds and batches of a rollup from first to last, some blocks at a time.
 *
 * @throws chain/unreachable, chain/call-failed
 */
export async function* readRollupEvents(parameters: ReadRollupEventsParameters): AsyncGenerator<RollupEvents> {
  const { publicClient, rollup, ...range } = parameters;
  const parts = readInParts({
    ...range,
    action: 'reading the events of the rollup',
    read: async (part) => decode(await publicClient.getLogs({ address: rollup, events: EVENTS, ...part })),
  });
  for await (const { logs: events, toBlock } of parts) yield { events, toBlock };
}

function decode(logs: Parameters<typeof parseEventLogs>[0]['logs']) {
  const events = parseEventLogs({ abi: rollupAbi, eventName: ['Opened', 'OpenRefunded', 'BatchSettled'], logs });
  return events.sort((a, b) => Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex);
}
