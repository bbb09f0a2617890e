import { rollupAbi } from '@tallystick/verifier-contracts';
import { type Address, isAddressEqual } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { type BlockRange, readInParts } from '../chain/readInParts.js';
import { toChainError } from '../chain/toChainError.js';

/** The next window that the account has reserved and not used, among those that end after `now`; undefined without one. */
export async function findReservation({
  publicClient,
  rollup,
  account,
  now,
  fromBlock,
}: {
  publicClient: ChainReader;
  rollup: Address;
  account: Address;
  /** Unix seconds. */
  now: number;
  /** The block that the rollup was deployed in. */
  fromBlock: bigint;
}): Promise<{ windowStart: number; windowEnd: number } | undefined> {
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
