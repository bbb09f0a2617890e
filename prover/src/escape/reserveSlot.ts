import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, type Hash, parseEventLogs } from 'viem';
import type { ChainClients } from '../chain/ChainClients.js';
import { contractCall } from '../chain/contractCall.js';
import { sendCall } from '../chain/sendCall.js';
import { toChainError } from '../chain/toChainError.js';
import { TallystickError } from '../errors/TallystickError.js';

/** A window in which one wallet alone may submit a batch. */
export type Reservation = {
  /** Unix seconds; fixed when it was reserved. */
  windowStart: number;
  windowEnd: number;
  /** What it cost; burned. */
  feeWei: bigint;
  transactionHash: Hash;
};

/**
 * Reserves the next free window for the wallet. Sends twice what it costs at present, in case others reserve at the same time; the
 * contract gives back what it doesn't take.
 *
 * @throws chain/reverted (ReservationFeeTooLow, ReservationsFull) and what else `sendCall` throws
 */
export async function reserveSlot(parameters: ChainClients & { rollup: Address }): Promise<Reservation> {
  const { publicClient, walletClient, rollup } = parameters;
  const contract = { address: rollup, abi: rollupAbi } as const;
  const [price] = await publicClient.readContract({ ...contract, functionName: 'nextSlot' }).catch((error: unknown) => {
    throw toChainError(error, 'reading what a window costs');
  });
  const call = contractCall(contract, 'reserveSlot', [], 2n * price);
  const { receipt } = await sendCall({ publicClient, walletClient }, 'reserving a window', call);
  const [reserved] = parseEventLogs({ abi: rollupAbi, eventName: 'SlotReserved', logs: receipt.logs });
  if (reserved === undefined)
    throw new TallystickError('chain/no-rollup', { facts: { field: 'rollup', given: rollup } });
  const { windowStart, windowEnd, feeWei } = reserved.args;
  return { windowStart, windowEnd, feeWei, transactionHash: receipt.transactionHash };
}
