import { stakeRegistryAbi, uptimeCourtAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import type { EpochTimes } from '../stake/EpochTimes.js';
import { kindNumber } from '../stake/kindNumber.js';
import type { StakeKind } from '../stake/StakeAccount.js';
import type { KeeperContracts } from './KeeperContracts.js';

const PAGE = 500n;

/**
 * What a keeper knows of the courts: what never changes is read once, and what is final is remembered, so that a look costs few
 * calls however long the keeper runs.
 */
export class KeeperView {
  readonly publicClient: ChainReader;
  readonly registry: { address: Address; abi: typeof stakeRegistryAbi };
  readonly court: { address: Address; abi: typeof uptimeCourtAbi };
  /** Questions about the past that need not be asked again, by name. */
  readonly settled = new Set<string>();
  readonly #accounts: Record<StakeKind, Address[]> = { provider: [], watcher: [] };
  #times: { first: EpochTimes; epochSeconds: number } | undefined;

  constructor(publicClient: ChainReader, { stakeRegistry, uptimeCourt }: KeeperContracts) {
    this.publicClient = publicClient;
    this.registry = { address: stakeRegistry, abi: stakeRegistryAbi };
    this.court = { address: uptimeCourt, abi: uptimeCourtAbi };
  }

  /** Unix seconds of the chain's latest block. */
  async now(): Promise<number> {
    return Number((await this.publicClient.getBlock()).timestamp);
  }

  /** The times of an epoch, without asking the chain each time. */
  async timesOf(epoch: number): Promise<EpochTimes> {
    this.#times ??= await this.#readTimes();
    const { first, epochSeconds } = this.#times;
    const shift = epoch * epochSeconds;
    return {
      startsAt: first.startsAt + shift,
      endsAt: first.endsAt + shift,
      postUntil: first.postUntil + shift,
      demandUntil: first.demandUntil + shift,
      revealUntil: first.revealUntil + shift,
      proofUntil: first.proofUntil + shift,
      slashUntil: first.slashUntil + shift,
    };
  }

  /** The epoch that runs at a time; negative before epoch 0. */
  async epochAt(now: number): Promise<number> {
    const { startsAt, endsAt } = await this.timesOf(0);
    return Math.floor((now - startsAt) / (endsAt - startsAt));
  }

  /** The epochs of which something may still be slashed, oldest first. */
  async openEpochs(now: number): Promise<number[]> {
    const current = await this.epochAt(now);
    const { endsAt, startsAt, slashUntil } = await this.timesOf(0);
    const reach = Math.ceil((slashUntil - endsAt) / (endsAt - startsAt));
    const oldest = Math.max(0, current - reach);
    return Array.from({ length: Math.max(0, current - oldest) }, (_, i) => oldest + i);
  }

  /** Every account of a kind that was ever registered. */
  async accounts(kind: StakeKind): Promise<readonly Address[]> {
    const known = this.#accounts[kind];
    const number = kindNumber(kind);
    const read = this.publicClient.readContract;
    const count = await read({ ...this.registry, functionName: 'accountCount', args: [number] });
    while (BigInt(known.length) < count) {
      const args = [number, BigInt(known.length), PAGE] as const;
      const page = await read({ ...this.registry, functionName: 'accountsOf', args });
      if (page.length === 0) break;
      known.push(...page);
    }
    return known;
  }

  /** Watchers of an epoch's set if its committees are drawn, else 0. Final once the epoch runs. */
  async drawnWatchers(epoch: number): Promise<number> {
    const args = [epoch] as const;
    const [, count] = await this.publicClient.readContract({ ...this.court, functionName: 'seedOf', args });
    return count;
  }

  async #readTimes() {
    const read = (epoch: number) =>
      this.publicClient.readContract({ ...this.court, functionName: 'timesOf', args: [epoch] });
    const first = await read(0);
    return { first, epochSeconds: first.endsAt - first.startsAt };
  }
}
