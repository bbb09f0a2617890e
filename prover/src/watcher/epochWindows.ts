import { SLOTS_PER_EPOCH } from '../uptime/SLOTS_PER_EPOCH.js';
import type { WatchTimes } from './WatchTimes.js';

/** When what may happen to an epoch, in milliseconds of the unix epoch; each window ends where the next begins. */
export type EpochWindows = {
  startMs: number;
  endMs: number;
  postEndMs: number;
  demandEndMs: number;
  revealEndMs: number;
};

/** The windows of an epoch at the court. */
export function epochWindows(times: WatchTimes, epoch: number): EpochWindows {
  const epochMs = times.slotSeconds * SLOTS_PER_EPOCH * 1000;
  const startMs = times.genesis * 1000 + epoch * epochMs;
  const endMs = startMs + epochMs;
  const postEndMs = endMs + times.postSeconds * 1000;
  const demandEndMs = postEndMs + times.demandSeconds * 1000;
  return { startMs, endMs, postEndMs, demandEndMs, revealEndMs: demandEndMs + times.revealSeconds * 1000 };
}
