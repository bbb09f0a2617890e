import type { AccountState } from '../account/AccountState.js';

/** An earning account as it stood under one state root. Secret: it holds the balance, the counters and the view key. */
export type UsageOpening = {
  root: bigint;
  /** Undefined when it was not open yet: its counters then count as 0. */
  account: AccountState | undefined;
  /** Field elements, [16][3], leaf level first; `AccountTree.path` and `rebuildTree` give them. */
  siblings: readonly (readonly [bigint, bigint, bigint])[];
};
