import { rollupAbi } from '@tallystick/verifier-contracts';
import type { Address, Hash } from 'viem';
import type { ChainReader } from './ChainClients.js';
import { type BlockRange, readInParts } from './rebuild/readInParts.js';
import { toChainError } from './toChainError.js';

export type ReadOpensParameters = {
  publicClient: ChainReader;
  rollup: Address;
  /** Block in which the rollup was created. */
  deployedAtBlock: bigint;
  /** The wallet that opened. */
  opener: Address;
};

/** An open as the chain has it. */
export type OpenOnChain = { serial: number; transactionHash: Hash };

/**
 * The accounts that a wallet has opened, by the x of their keys.
 *
 * @throws chain/unreachable, chain/call-failed
 */
export async function readOpens({
  publicClient,
  rollup,
  deployedAtBlock: fromBlock,
  opener,
}: ReadOpensParameters): Promise<Map<bigint, OpenOnChain>> {
  const action = 'reading the opens of the wallet';
  const toBlock = await publicClient.getBlockNumber({ cacheTime: 0 }).catch((error: unknown) => {
    throw toChainError(error, action);
  });
  const filter = { address: rollup, abi: rollupAbi, eventName: 'Opened', args: { opener }, strict: true } as const;
  const read = (part: BlockRange) => publicClient.getContractEvents({ ...filter, ...part });
  const opens = new Map<bigint, OpenOnChain>();
  for await (const { logs } of readInParts({ fromBlock, toBlock, action, read })) {
    for (const { args, transactionHash } of logs) {
      opens.set(args.ownerX, { serial: Number(args.serial), transactionHash });
    }
  }
  return opens;
}
