import { stakeRegistryAbi, uptimeCourtAbi } from '@tallystick/verifier-contracts';
import type { Address, Hash } from 'viem';
import { assertChainWriter } from '../chain/assertChainWriter.js';
import type { ChainClients } from '../chain/ChainClients.js';
import { chainError } from '../chain/chainErrors.js';
import { courtCall } from '../chain/stake/ContractCall.js';
import { committeeOf, readEpochTimes } from '../chain/stake/committeeOf.js';
import { readProvider } from '../chain/stake/readStakeAccount.js';
import { throwChainError } from '../chain/toChainError.js';
import type { ContractCall, SendOptions } from '../chain/transactions/call.js';
import { sendCall } from '../chain/transactions/sendCall.js';
import type { WatchOpening } from '../statements/uptime/opening.js';
import { createDutyReader } from './duties/createDutyReader.js';
import { createLimiter } from './probing/createLimiter.js';
import type { WatchTimes } from './time.js';
import type { WatchChain, WatchDemand, WatchedProvider } from './WatchChain.js';
import { watcherError } from './watcherErrors.js';

/** Calls under way at once. */
const CONCURRENCY = 16;

export type CreateWatchChainParameters = ChainClients &
  Pick<SendOptions, 'maxFeePerGasWei' | 'signal'> & {
    chainId: number;
    stakeRegistry: Address;
    uptimeCourt: Address;
    /**
     * How far the time of the chain's latest block may be from this machine's before it counts as cut off, in seconds; any
     * distance if left out. Without it a node on the same machine would seem to be the network, and a clock that is wrong would
     * make every provider refuse this watcher's challenges.
     */
    freshHeadSeconds?: number;
    /** How long to wait for a transaction to be mined; 120 seconds by default. */
    transactionTimeoutMs?: number;
    /** Milliseconds of the epoch. */
    nowMs?: () => number;
  };

/**
 * A watcher's chain: the StakeRegistry and the UptimeCourt, by viem. The wallet client's account is the watcher.
 *
 * @example
 * import { createWatchChain } from '@tallystick/prover/watcher';
 *
 * const chain = createWatchChain({ publicClient, walletClient, chainId, stakeRegistry, uptimeCourt });
 */
export function createWatchChain(parameters: CreateWatchChainParameters): WatchChain {
  const { publicClient, walletClient, chainId, stakeRegistry, uptimeCourt, freshHeadSeconds } = parameters;
  assertChainWriter(walletClient);
  const { transactionTimeoutMs = 120_000, maxFeePerGasWei, signal, nowMs = Date.now } = parameters;
  const watcher = walletClient.account.address;
  const registry = { address: stakeRegistry, abi: stakeRegistryAbi } as const;
  const court = { address: uptimeCourt, abi: uptimeCourtAbi } as const;
  const limit = createLimiter(CONCURRENCY);
  const oneByOne = createLimiter(1);
  const duties = createDutyReader({ publicClient, stakeRegistry, uptimeCourt, watcher, limit });

  /** One after another, each in the place of whatever is stuck: the watcher finds out anew what is missing, and sends that again. */
  async function send(action: string, call: ContractCall): Promise<Hash> {
    const options = { place: 'latest', timeoutMs: transactionTimeoutMs, maxFeePerGasWei, signal } as const;
    const sent = await oneByOne(() => sendCall({ publicClient, walletClient }, action, call, options));
    return sent.transactionHash;
  }

  return {
    chainId,
    registry: stakeRegistry,
    watcher,
    async now() {
      const { timestamp } = await publicClient.getBlock().catch(throwChainError('reading the latest block'));
      return Number(timestamp);
    },
    async times(): Promise<WatchTimes> {
      const [genesis, slotSeconds, { startsAt, endsAt, postUntil, demandUntil, revealUntil, proofUntil }] =
        await Promise.all([
          publicClient.readContract({ ...registry, functionName: 'genesis' }),
          publicClient.readContract({ ...registry, functionName: 'slotSeconds' }),
          readEpochTimes({ publicClient, uptimeCourt, epoch: 0 }),
        ]).catch(throwChainError("reading the courts' times"));
      if (startsAt !== genesis || endsAt <= startsAt) {
        throw chainError('chain/bad-deployment', {
          message: 'The court is not that of the registry',
          facts: { field: 'uptimeCourt', given: uptimeCourt },
        });
      }
      return {
        genesis,
        slotSeconds,
        postSeconds: postUntil - endsAt,
        demandSeconds: demandUntil - postUntil,
        revealSeconds: revealUntil - demandUntil,
        proofSeconds: proofUntil - revealUntil,
      };
    },
    async isOnline() {
      try {
        const { timestamp } = await publicClient.getBlock();
        return freshHeadSeconds === undefined || Math.abs(nowMs() / 1000 - Number(timestamp)) <= freshHeadSeconds;
      } catch {
        return false;
      }
    },
    isSeedDrawn: async (epoch) => (await duties.seed(epoch)).isDrawn,
    drawSeed: (epoch) => send('drawing the seed', courtCall(uptimeCourt, 'drawSeed', [epoch])),
    isSeated: async (epoch) => !(await duties.seed(epoch)).isVoid && (await duties.position(epoch)) !== undefined,
    async assignments(epoch): Promise<WatchedProvider[]> {
      const committee = await duties.committees(epoch);
      return Promise.all(
        [...committee.keys()].map(async (provider) => {
          const { responder, endpoint } = await limit(() =>
            readProvider({ publicClient, stakeRegistry, address: provider }),
          );
          return { provider, responder, endpoint };
        }),
      );
    },
    async postedRoot(epoch) {
      const position = await duties.position(epoch);
      if (position === undefined) return undefined;
      const root = await publicClient
        .readContract({ ...court, functionName: 'rootOf', args: [epoch, position] })
        .catch(throwChainError('reading the posted root'));
      return root === 0n ? undefined : root;
    },
    async postRoot(epoch, root): Promise<Hash> {
      const position = (await duties.position(epoch)) ?? 0; // the contract refuses whoever is not seated
      return send('posting the root', courtCall(uptimeCourt, 'postRoot', [epoch, position, root]));
    },
    async demands(epoch): Promise<WatchDemand[]> {
      const committee = await duties.committees(epoch);
      const { revealUntil } = await readEpochTimes({ publicClient, uptimeCourt, epoch });
      const found = await Promise.all(
        [...committee].map(async ([provider, member]): Promise<WatchDemand[]> => {
          const { members } = await limit(() => committeeOf({ publicClient, uptimeCourt, provider, epoch }));
          return members[member]?.leaf === 'demanded' ? [{ epoch, provider, revealBy: revealUntil }] : [];
        }),
      );
      return found.flat();
    },
    async reveal({ epoch, provider, bitmap, index, salt, siblings }: WatchOpening): Promise<Hash> {
      const member = (await duties.committees(epoch)).get(provider);
      if (member === undefined) {
        throw watcherError('watcher/unknown-opening', { facts: { provider, epoch } });
      }
      const opening = { bitmap, index, salt, siblings };
      return send('revealing a leaf', courtCall(uptimeCourt, 'reveal', [provider, epoch, member, opening]));
    },
  };
}
