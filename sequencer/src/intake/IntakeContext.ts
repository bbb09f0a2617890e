import type { Store, StoreTables } from '../store/createStore.js';
import type { FindOpen } from './open/createOpenFinder.js';
import type { VerifyReceipt } from './settlement/createReceiptVerifier.js';

/** What intake needs to judge a request. */
export type IntakeContext = {
  store: Store;
  /** Of this deployment. */
  domain: bigint;
  /** The chain's time, in unix seconds. */
  chainTime(): number;
  findOpen: FindOpen;
  /** Verifies receipts; without it they are verified in this thread. */
  verify?: VerifyReceipt | undefined;
};

/** Work in the very transaction that takes something in: it is done if, and only if, that is taken in. */
export type Within<T> = (tables: StoreTables, taken: T) => Promise<void>;

/** How something is handed in. */
export type Submission<T> = {
  /** The request's header, `Bearer <token>`. */
  authorization?: string | undefined;
  within?: Within<T> | undefined;
};
