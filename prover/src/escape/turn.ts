import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, isAddressEqual, zeroAddress } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';

/** Whose turn it is to submit a batch, at the time of the latest block. Times are unix seconds. */
export type Turn = {
  /** The latest block's time. */
  now: number;
  /** The window of the period that `now` lies in: its first half. */
  windowStart: number;
  windowEnd: number;
  /** Who has reserved that window; undefined when nobody has, or it has been used. */
  holder: Address | undefined;
  /** From when on anyone may submit in free windows, unless the operator submits before. */
  anyoneFrom: number;
};

/** What `readTurn` reads, and through what. */
export type ReadTurnParameters = {
  publicClient: ChainReader;
  rollup: Address;
};

/**
 * Reads whose turn it is, all at one block.
 *
 * @throws chain/unreachable, chain/call-failed, chain/no-rollup
 *
 * @example
 * import { readTurn } from '@tallystick/prover/escape';
 *
 * const { now, holder, anyoneFrom } = await readTurn({ publicClient, rollup });
 * const isOperatorSilent = now >= anyoneFrom;
 */
export async function readTurn({ publicClient, rollup }: ReadTurnParameters): Promise<Turn> {
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

/** When the next window starts in which anyone may submit, if nobody reserves it and the operator stays silent. Unix seconds. */
export function nextFreeWindow({ now, windowStart, windowEnd, anyoneFrom }: Turn): number {
  const period = 2 * (windowEnd - windowStart);
  const from = Math.max(anyoneFrom, now);
  // Within the first half of a period is early enough.
  const since = (from - windowStart) % period;
  if (from > now && since < windowEnd - windowStart) return from;
  return from - since + period;
}

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

/**
 * Whether an account may submit a batch of its own now: the contract's rule.
 *
 * @example
 * import { mayMakeOwnBatch, readTurn } from '@tallystick/prover/escape';
 *
 * const isMine = mayMakeOwnBatch(await readTurn({ publicClient, rollup }), walletClient.account.address);
 */
export function mayMakeOwnBatch({ now, windowEnd, holder, anyoneFrom }: Turn, account: Address): boolean {
  if (now >= windowEnd) return false;
  return holder === undefined ? now >= anyoneFrom : isAddressEqual(holder, account);
}
