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
 * Looks for everything that is due at the courts at a time, kind by kind, in the order in which to do it: seeds first, since nobody can
 * draw them later; then what the oldest epoch is owed, since its time runs out first; liquidations last, since slashes come before
 * them. A kind is looked for only when the one before has been dealt with.
 *
 * @param now unix seconds of the chain's latest block
 * @returns what to look for, by name
 */
export function dueTaskFinders(
  view: KeeperView,
  contracts: KeeperContracts,
  journal: KeeperJournal,
  now: number,
): [name: string, find: () => Promise<KeeperTask[]>][] {
  const ofEpochs = async (find: typeof findAbsentWatchers): Promise<KeeperTask[]> => {
    const tasks: KeeperTask[] = [];
    for (const epoch of await view.openEpochs(now)) tasks.push(...(await find(view, epoch, now)));
    return tasks;
  };
  return [
    ['seeds', () => findSeeds(view, now)],
    ['strikes', () => findStrikes(view, contracts, journal, now)],
    ['absent watchers', () => ofEpochs(findAbsentWatchers)],
    ['silent providers', () => ofEpochs(findSilentProviders)],
    ['liquidations', () => findLiquidations(view, now)],
  ];
}
