import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, zeroAddress } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import { nextFreeWindow } from './nextFreeWindow.js';
import type { Turn } from './Turn.js';

/**
 * Whether a window that nobody has reserved, and that anyone may use in the operator's silence, starts before the one that could be
 * reserved now. Never before the silence has begun: the operator can still keep it from beginning.
 *
 * @throws chain/unreachable, chain/call-failed, chain/no-rollup
 */
export async function comesFreeSooner({
  publicClient,
  rollup,
  turn,
}: {
  publicClient: ChainReader;
  rollup: Address;
  turn: Turn;
}): Promise<boolean> {
  if (turn.now < turn.anyoneFrom) return false;
  const contract = { address: rollup, abi: rollupAbi } as const;
  const period = 2 * (turn.windowEnd - turn.windowStart);
  try {
    const [, offered] = await publicClient.readContract({ ...contract, functionName: 'nextSlot' });
    // Windows before the one that is offered can't be reserved any more, so one that is free stays so.
    for (let start = nextFreeWindow(turn); start < offered; start += period) {
      const slot = { ...contract, functionName: 'slotAt', args: [BigInt(start)] } as const;
      const [holder] = await publicClient.readContract(slot);
      if (holder === zeroAddress) return true;
    }
    return false;
  } catch (error) {
    throw toChainError(error, 'looking for a free window');
  }
}
