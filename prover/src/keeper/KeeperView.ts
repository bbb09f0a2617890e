import { stakeRegistryAbi, uptimeCourtAbi } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import type { ChainReader } from '../chain/ChainClients.js';
import { listAccounts } from '../chain/stake/readStakeAccount.js';
import type { EpochTimes, StakeKind } from '../chain/stake/types.js';
import type { KeeperContracts } from './task.js';

/** Seconds of the chain's time after which no reorganisation is expected to change an answer any more. */
const FINAL_SECONDS = 900;

/**
 * What a keeper knows of the courts: what never changes is read once, and what is final is remembered, so that a look costs few
 * calls however long the keeper runs.
 */
export class KeeperView {
  readonly publicClient: ChainReader;
  readonly registry: { address: Address; abi: typeof stakeRegistryAbi };
  readonly court: { address: Address; abi: typeof uptimeCourtAbi };
  /** Tasks that the contracts said aren't due any more, by name. */
  readonly obsolete = new Set<string>();
  readonly #quietSince = new Map<string, number>();
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
  accounts(kind: StakeKind): Promise<readonly Address[]> {
    return listAccounts({ publicClient: this.publicClient, stakeRegistry: this.registry.address, kind });
  }

  /** Whether a question about the past had nothing to do for an answer for so long that it need not be asked again. */
  isFinal(question: string, now: number): boolean {
    const since = this.#quietSince.get(question);
    return since !== undefined && now - since >= FINAL_SECONDS;
  }

  /** Notes whether a question about the past had nothing to do for an answer. */
  note(question: string, isQuiet: boolean, now: number): void {
    if (!isQuiet) this.#quietSince.delete(question);
    else if (!this.#quietSince.has(question)) this.#quietSince.set(question, now);
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
