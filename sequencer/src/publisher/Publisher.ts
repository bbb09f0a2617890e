import type { Chain } from '../l1/Chain.js';
import type { WaitOf } from '../operations/Wait.js';
import type { Store } from '../store/createStore.js';
import type { ErrorRecord } from '../store/ErrorRecord.js';

export type CreatePublisherParameters = {
  chain: Chain;
  store: Store;
  /** The contract's number of a shape; undefined for one that isn't proved here any more. */
  shapeIdOf: (name: string) => number | undefined;
  config: {
    pollIntervalMs: number;
    /** After so long without being mined, a transaction is replaced by one with higher fees. */
    transactionTimeoutMs: number;
    /** The most to pay per unit of gas, in wei. */
    maxFeePerGas: bigint;
    /** The highest tip of a first attempt, in wei per unit of gas. */
    maxPriorityFeePerGas: bigint;
  };
  events?: PublisherEvents;
  /** Milliseconds of the epoch. */
  nowMs?: () => number;
  /** How long `stop` waits for the step in progress. */
  stopGraceMs?: number;
};

/**
 * Publishes proved batches, strictly in their order, one transaction at a time. It reads what there is to do from the store and the chain
 * at every turn, so nothing has to be handed over: a batch with status `proved` or `sent` is its work, from whichever process it stems.
 * It sets `sent`; `final` comes from the follower, when the batch has its confirmations.
 */
export type Publisher = {
  /** Begins, also where a killed process left off. */
  start(): void;
  /** Says that there may be something to do: a batch was proved, or the base changed. */
  wake(): void;
  /** Ends after the step in progress: what is signed is sent. Transactions that wait are taken up at the next start. */
  stop(): Promise<void>;
  /** Why it can't go on at the moment, until it can; undefined when all is well. */
  problem(): unknown;
  /** Why items wait, as of the latest look; what holds up one batch holds up all after it, and what is in none yet. */
  waitOf: WaitOf;
};

/** What a publisher tells, for metrics, logs and whoever works on batches. All are optional. */
export type PublisherEvents = {
  /** A transaction was handed to the nodes; `attempt` counts from 1, those after the first are replacements. */
  onSent?(sent: { batch: number; hash: string; nonce: number; attempt: number; maxFeePerGas: bigint }): void;
  /** A batch is in a block; its confirmations are still to come. */
  onMined?(mined: { batch: number; hash: string; block: bigint; gasUsed: bigint }): void;
  /** The contract will never take the batch as it is. It and every live one after it are discarded, their items wait again. */
  onDiscarded?(discarded: { batches: number[]; reason: ErrorRecord }): void;
  /** Something that an operator should hear of. It is tried again all the same; `ok` says that it is over. */
  onAlert?(alert: PublisherAlert): void;
  /** A step failed for a reason that no alert stands for; it is tried again. */
  onError?(error: unknown): void;
};

/** Kinds of trouble that an operator can do something about. */
export type PublisherAlert = {
  kind:
    | 'out-of-funds'
    /** The chain asks for more than the configured highest fee. */
    | 'fee-cap'
    /** The contract refuses the wallet, or keeps refusing what should be fine. */
    | 'refused'
    /** No node answers. */
    | 'unreachable';
  active: boolean;
  detail: string;
};
