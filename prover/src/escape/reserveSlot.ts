import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, type Hash, isAddressEqual, parseEventLogs } from 'viem';
import type { ChainClients, ChainReader } from '../chain/ChainClients.js';
import { chainError } from '../chain/chainErrors.js';
import { type BlockRange, readInParts } from '../chain/rebuild/readInParts.js';
import { throwChainError, toChainError } from '../chain/toChainError.js';
import { contractCall } from '../chain/transactions/call.js';
import { sendCall } from '../chain/transactions/sendCall.js';

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
 *
 * @example
 * import { reserveSlot } from '@tallystick/prover/escape';
 *
 * const { windowStart, windowEnd, feeWei } = await reserveSlot({ publicClient, walletClient, rollup });
 */
export async function reserveSlot(parameters: ChainClients & { rollup: Address }): Promise<Reservation> {
  const { publicClient, walletClient, rollup } = parameters;
  const contract = { address: rollup, abi: rollupAbi } as const;
  const [price] = await publicClient
    .readContract({ ...contract, functionName: 'nextSlot' })
    .catch(throwChainError('reading what a window costs'));
  const call = contractCall(contract, 'reserveSlot', [], 2n * price);
  const { receipt } = await sendCall({ publicClient, walletClient }, 'reserving a window', call);
  const [reserved] = parseEventLogs({ abi: rollupAbi, eventName: 'SlotReserved', logs: receipt.logs });
  if (reserved === undefined) throw chainError('chain/no-rollup', { facts: { field: 'rollup', given: rollup } });
  const { windowStart, windowEnd, feeWei } = reserved.args;
  return { windowStart, windowEnd, feeWei, transactionHash: receipt.transactionHash };
}

/** Whose reservation `findReservation` looks for, and where. */
export type FindReservationParameters = {
  publicClient: ChainReader;
  rollup: Address;
  account: Address;
  /** Unix seconds. */
  now: number;
  /** The block that the rollup was deployed in. */
  fromBlock: bigint;
};

/**
 * The next window that the account has reserved and not used, among those that end after `now`; undefined without one.
 *
 * @example
 * import { findReservation, readTurn } from '@tallystick/prover/escape';
 *
 * const { now } = await readTurn({ publicClient, rollup });
 * const account = walletClient.account.address;
 * const own = await findReservation({ publicClient, rollup, account, now, fromBlock: deployment.deployedAtBlock });
 */
export async function findReservation({
  publicClient,
  rollup,
  account,
  now,
  fromBlock,
}: FindReservationParameters): Promise<{ windowStart: number; windowEnd: number } | undefined> {
  const contract = { address: rollup, abi: rollupAbi } as const;
  try {
    const toBlock = await publicClient.getBlockNumber({ cacheTime: 0 });
    const filter = { ...contract, eventName: 'SlotReserved', args: { holder: account }, strict: true } as const;
    const action = 'looking for a reservation';
    const read = (part: BlockRange) => publicClient.getContractEvents({ ...filter, ...part });
    for await (const { logs } of readInParts({ fromBlock, toBlock, action, read })) {
      for (const { args } of logs) {
        const { windowStart, windowEnd } = args;
        if (windowEnd <= now) continue;
        const slot = { ...contract, functionName: 'slotAt', args: [BigInt(windowStart)] } as const;
        const [holder] = await publicClient.readContract(slot);
        if (isAddressEqual(holder, account)) return { windowStart, windowEnd };
      }
    }
    return undefined;
  } catch (error) {
    throw toChainError(error, 'looking for a reservation');
  }
}
