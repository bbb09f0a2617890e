import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, getAbiItem } from 'viem';
import type { ChainReader } from '../ChainClients.js';
import { decodeRollupEvents, type EventPlace, type RollupEvent } from './decodeRollupEvents.js';
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

/** The events of some blocks, up to `toBlock`, in the order in which they happened. */
export type RollupEvents = { events: (RollupEvent & EventPlace)[]; toBlock: bigint };

/**
 * Reads the opens, refunds and batches of a rollup from first to last, some blocks at a time.
 *
 * @throws chain/unreachable, chain/call-failed; ContractsError `updates/malformed`
 */
export async function* readRollupEvents(parameters: ReadRollupEventsParameters): AsyncGenerator<RollupEvents> {
  const { publicClient, rollup, ...range } = parameters;
  const parts = readInParts({
    ...range,
    action: 'reading the events of the rollup',
    read: (part) => publicClient.getLogs({ address: rollup, events: EVENTS, ...part }),
  });
  // Not within `read`: what doesn't decode is no refusal of the endpoint, which a smaller part would help.
  for await (const { logs, toBlock } of parts) yield { events: decodeRollupEvents(logs, rollup), toBlock };
}
