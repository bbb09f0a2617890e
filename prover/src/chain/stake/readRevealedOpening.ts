import { uptimeCourtAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import type { WatchOpening } from '../../statements/uptime/opening.js';
import type { ChainReader } from '../ChainClients.js';
import { type BlockRange, readInParts } from '../rebuild/readInParts.js';
import { throwChainError } from '../toChainError.js';

export type ReadRevealedOpeningParameters = Pick<WatchOpening, 'watcher' | 'provider' | 'epoch' | 'root'> & {
  publicClient: ChainReader;
  uptimeCourt: Address;
  /** The block that the courts were deployed in. */
  deployedAtBlock: bigint;
};

/**
 * The leaf that a committee's member revealed on the chain, which the court held to its root.
 *
 * @returns undefined when it revealed none
 * @throws chain/call-failed, chain/unreachable
 *
 * @example
 * import { readRevealedOpening } from '@tallystick/prover/chain';
 *
 * const { uptimeCourt, deployedAtBlock } = courts;
 * const leaf = { watcher, provider, epoch, root: watchRoot };
 * const opening = await readRevealedOpening({ publicClient, uptimeCourt, deployedAtBlock, ...leaf });
 * console.log(opening?.bitmap);
 */
export async function readRevealedOpening(
  parameters: ReadRevealedOpeningParameters,
): Promise<WatchOpening | undefined> {
  const { publicClient, uptimeCourt, deployedAtBlock: fromBlock, watcher, provider, epoch, root } = parameters;
  const action = 'reading a revealed leaf';
  const toBlock = await publicClient.getBlockNumber({ cacheTime: 0 }).catch(throwChainError(action));
  const filter = { abi: uptimeCourtAbi, eventName: 'LeafRevealed', args: { epoch, watcher, provider } } as const;
  const read = (part: BlockRange) =>
    publicClient.getContractEvents({ address: uptimeCourt, ...filter, ...part, strict: true });
  for await (const { logs } of readInParts({ fromBlock, toBlock, action, read })) {
    const [revealed] = logs;
    if (revealed !== undefined) return { watcher, provider, epoch, root, ...revealed.args.opening };
  }
  return undefined;
}
