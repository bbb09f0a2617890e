import { findAbsentWatchers } from './findAbsentWatchers.js';
import { findLiquidations } from './findLiquidations.js';
import { findSeeds } from './findSeeds.js';
import { findSilentProviders } from './findSilentProviders.js';
import { findStrikes } from './findStrikes.js';
import type { KeeperContracts } from './KeeperContracts.js';
import type { KeeperJournal } from './KeeperJournal.js';
import type { KeeperTask } from './KeeperTask.js';
import type { KeeperView } from './KeeperView.js';

/**
 * Everything that is due at the courts at a time, in the order in which to do it: seeds first, since nobody can draw them later;
 * then what the oldest epoch is owed, since its time runs out first; liquidations last, since slashes come before them.
 *
 * @param now unix seconds of the chain's latest block
 */
export async function findDueTasks(
  view: KeeperView,
  contracts: KeeperContracts,
  journal: KeeperJournal,
  now: number,
): Promise<KeeperTask[]> {
  const tasks = await findSeeds(view, now);
  tasks.push(...(await findStrikes(view, contracts, journal, now)));
  for (const epoch of await view.openEpochs(now)) {
    tasks.push(...(await findAbsentWatchers(view, epoch, now)));
    tasks.push(...(await findSilentProviders(view, epoch, now)));
  }
  tasks.push(...(await findLiquidations(view, now)));
  return tasks;
}
