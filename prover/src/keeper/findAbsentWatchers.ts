import { kindNumber } from '../stake/kindNumber.js';
import { COMMITTEE_SIZE } from '../uptime/COMMITTEE_SIZE.js';
import type { KeeperTask } from './KeeperTask.js';
import type { KeeperView } from './KeeperView.js';
import { mapLimited } from './mapLimited.js';

const CALLS_AT_ONCE = 16;

/** The watchers that posted no root of an epoch and weren't slashed for it. */
export async function findAbsentWatchers(view: KeeperView, epoch: number, now: number): Promise<KeeperTask[]> {
  const { postUntil, slashUntil } = await view.timesOf(epoch);
  if (now < postUntil || now >= slashUntil || view.isFinal(`absent:${epoch}`, now)) return [];
  const { publicClient, court, registry } = view;
  const count = await view.drawnWatchers(epoch);
  const positions = Array.from({ length: count < COMMITTEE_SIZE ? 0 : count }, (_, position) => position);
  const found = await mapLimited(positions, CALLS_AT_ONCE, async (position): Promise<KeeperTask[]> => {
    const args = [epoch, position] as const;
    if ((await publicClient.readContract({ ...court, functionName: 'rootOf', args })) !== 0n) return [];
    const watcher = await publicClient.readContract({ ...registry, functionName: 'watcherAt', args });
    const slashed = await publicClient.readContract({
      ...registry,
      functionName: 'isSlashed',
      args: [kindNumber('watcher'), watcher, epoch],
    });
    return slashed ? [] : [{ kind: 'slash-absent', epoch, position, watcher }];
  });
  const tasks = found.flat();
  // Roots aren't posted any more, so without a task now there is none later, but for a reorganisation.
  view.note(`absent:${epoch}`, tasks.length === 0, now);
  return tasks;
}
