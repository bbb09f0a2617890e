import type { Store } from '../store/createStore.js';

/** What intake needs to judge a request. */
export type IntakeContext = {
  store: Store;
  /** Of this deployment. */
  domain: bigint;
  /** The chain's time, in unix seconds. */
  chainTime(): number;
  /** Takes in the chain's events up to now. */
  sync(): Promise<void>;
};
