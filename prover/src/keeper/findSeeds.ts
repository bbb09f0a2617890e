import { COMMITTEE_SIZE } from '../uptime/COMMITTEE_SIZE.js';
import type { KeeperTask } from './KeeperTask.js';
import type { KeeperView } from './KeeperView.js';

/** The next epoch's seed, unless it is drawn or the epoch has too few watchers to be anything but void. */
export async function findSeeds(view: KeeperView, now: number): Promise<KeeperTask[]> {
  const epoch = (await view.epochAt(now)) + 1;
  // Epoch 0 has no epoch before it, and so no seed.
  if (epoch < 1) return [];
  const key = `seed:${epoch}`;
  if (view.settled.has(key)) return [];
  const args = [epoch] as const;
  const [[seed], watchers] = await Promise.all([
    view.publicClient.readContract({ ...view.court, functionName: 'seedOf', args }),
    view.publicClient.readContract({ ...view.registry, functionName: 'watcherCountAt', args }),
  ]);
  if (BigInt(seed) === 0n && watchers >= COMMITTEE_SIZE) return [{ kind: 'draw-seed', epoch }];
  view.settled.add(key);
  return [];
}
