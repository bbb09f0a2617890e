import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, zeroAddress } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import type { Turn } from './Turn.js';

/**
 * Reads whose turn it is, all at one block.
 *
 * @throws chain/unreachable, chain/call-failed, chain/no-rollup
 */
export async function readTurn({
  publicClient,
  rollup,
}: {
  publicClient: ChainReader;
  rollup: Address;
}): Promise<Turn> {
  try {
    const { number: blockNumber, timestamp } = await publicClient.getBlock();
    const at = { address: rollup, abi: rollupAbi, blockNumber } as const;
    const [[holder, windowStart, windowEnd], anyoneFrom] = await Promise.all([
      publicClient.readContract({ ...at, functionName: 'slotAt', args: [timestamp] }),
      publicClient.readContract({ ...at, functionName: 'anyoneFrom' }),
    ]);
    return {
      now: Number(timestamp),
      windowStart,
      windowEnd,
      holder: holder === zeroAddress ? undefined : holder,
      anyoneFrom: Number(anyoneFrom),
    };
  } catch (error) {
    throw toChainError(error, 'reading whose turn it is');
  }
}
