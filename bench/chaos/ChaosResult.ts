import type { Verdict } from './judgeLedger.js';

/** What killing processes at random has shown. */
export type ChaosResult = Verdict & {
  kills: number;
  /** Whether the store's tree, the contract's root, and the tree rebuilt from the contract's events are the same. */
  rootsEqual: boolean;
  /** From the first kill until everything was settled. */
  seconds: number;
  seed: number;
  /** Batches that the contract took. */
  batches: number;
  /** By what was waited for; `none` where it didn't come in time, and the kill was made all the same. */
  killsByStep: Record<string, number>;
  killsByTarget: Record<string, number>;
  /** Answers to clients other than an acknowledgement, by status; 0 stands for none at all. Each was followed by another attempt. */
  troubles: Record<string, number>;
};
