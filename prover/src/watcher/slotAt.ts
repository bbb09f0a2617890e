import { SLOTS_PER_EPOCH } from '../uptime/SLOTS_PER_EPOCH.js';
import type { WatchTimes } from './WatchTimes.js';

/** A slot of the court's time, with its bounds in milliseconds of the unix epoch. */
export type WatchSlot = { epoch: number; slot: number; startMs: number; endMs: number };

/** The slot that a moment is in; undefined before the first epoch. */
export function slotAt({ genesis, slotSeconds }: WatchTimes, nowMs: number): WatchSlot | undefined {
  const slotMs = slotSeconds * 1000;
  const count = Math.floor((nowMs - genesis * 1000) / slotMs);
  if (count < 0) return undefined;
  const startMs = genesis * 1000 + count * slotMs;
  return {
    epoch: Math.floor(count / SLOTS_PER_EPOCH),
    slot: count % SLOTS_PER_EPOCH,
    startMs,
    endMs: startMs + slotMs,
  };
}
