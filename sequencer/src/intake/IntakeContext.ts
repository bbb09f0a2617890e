import type { Point, Receipt } from '@tallystick/prover/core';
import type { OpenRecord } from '../store/createOpenStore.js';
import type { Store, StoreTables } from '../store/createStore.js';

/** Finds an open that the contract has queued; where it isn't known, the chain is looked at once more, unless that was in vain just now. */
export type FindOpen = (serial: number) => Promise<OpenRecord | undefined>;

/** Whether `owner` signed the receipt, as `verifyReceipt` says. */
export type VerifyReceipt = (item: { receipt: Receipt; owner: Point }) => Promise<boolean>;

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
