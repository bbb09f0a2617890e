import type { Address } from 'viem';
import type { StakeKind } from '../stake/StakeAccount.js';

/** Something that is due at the courts and that anyone may do. */
export type KeeperTask =
  /** Fix the committees of the next epoch. */
  | { kind: 'draw-seed'; epoch: number }
  /** A watcher posted no root. */
  | { kind: 'slash-absent'; epoch: number; position: number; watcher: Address }
  /** A committee member didn't answer a demand. */
  | { kind: 'strike'; epoch: number; provider: Address; member: number }
  /** A provider proved nothing in time. */
  | { kind: 'slash-silent'; epoch: number; provider: Address }
  /** An active account's stake doesn't meet its requirement any more, as the rates changed. */
  | { kind: 'enforce'; accountKind: StakeKind; account: Address }
  /** An account stayed below its requirement beyond its grace. */
  | { kind: 'liquidate'; accountKind: StakeKind; account: Address };
