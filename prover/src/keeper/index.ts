/**
 * The keeper: finds what the courts pay a bounty for, and does it.
 * It may import core, chain and statements.
 *
 * @packageDocumentation
 */

export { createLmdbKeeperJournal } from './createLmdbKeeperJournal.js';
export {
  createMemoryKeeperJournal,
  type KeeperCursor,
  type KeeperEntry,
  type KeeperJournal,
  type KeptDemand,
} from './journal.js';
export { keeperError } from './keeperErrors.js';
export { type KeeperEvent, type KeeperTotals, type RunKeeperParameters, runKeeper } from './runKeeper.js';
export type { KeeperContracts, KeeperTask } from './task.js';
