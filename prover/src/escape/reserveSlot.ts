import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, type Hash, parseEventLogs } from 'viem';
import type { ChainClients } from '../chain/ChainClients.js';
import { sendTransaction } from '../chain/sendTransaction.js';
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
 * @throws chain/reverted (ReservationFeeTooLow, ReservationsFull), chain/call-failed, chain/unreachable
 */
export async function reserveSlot(parameters: ChainClients & { rollup: Address }): Promise<Reservation> {
  const { publicClient, walletClient, rollup } = parameters;
  const contract = { address: rollup, abi: rollupAbi } as const;
  const receipt = await sendTransaction({
    publicClient,
    action: 'reserving a window',
    send: async () => {
      const [feeWei] = await publicClient.readContract({ ...contract, functionName: 'nextSlot' });
      const { request } = await publicClient.simulateContract({
        ...contract,
        account: walletClient.account,
        functionName: 'reserveSlot',
        value: 2n * feeWei,
      });
      return walletClient.writeContract({ ...request, chain: walletClient.chain });
    },
  });
  const [reserved] = parseEventLogs({ abi: rollupAbi, eventName: 'SlotReserved', logs: receipt.logs });
  if (reserved === undefined)
    throw new TallystickError('chain/no-rollup', { facts: { field: 'rollup', given: rollup } });
  const { windowStart, windowEnd, feeWei } = reserved.args;
  return { windowStart, windowEnd, feeWei, transactionHash: receipt.transactionHash };
}
