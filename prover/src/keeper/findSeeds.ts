import { COMMITTEE_SIZE } from '../uptime/COMMITTEE_SIZE.js';
import type { KeeperTask } from './KeeperTask.js';
import type { KeeperView } from './KeeperView.js';

/** The next epoch's seed, unless it is drawn or the epoch has too few watchers to be anything but void. */
export async function findSeeds(view: KeeperView, now: number): Promise<KeeperTask[]> {
  const epoch = (await view.epochAt(now)) + 1;
  // Epoch 0 has no epoch before it, and so no seed.
  if (epoch < 1) return [];
  const args = [epoch] as const;
  const [[seed], watchers] = await Promise.all([
    view.publicClient.readContract({ ...view.court, functionName: 'seedOf', args }),
    view.publicClient.readContract({ ...view.registry, functionName: 'watcherCountAt', args }),
  ]);
  // Asked at every look: a reorganisation may take a seed back, and without one the epoch is void.
  return BigInt(seed) === 0n && watchers >= COMMITTEE_SIZE ? [{ kind: 'draw-seed', epoch }] : [];
}
