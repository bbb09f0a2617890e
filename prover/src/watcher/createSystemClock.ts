import { setTimeout as delay } from 'node:timers/promises';
import type { WatchClock } from './WatchClock.js';

/** Timers don't notice that the clock is set, or that the machine slept: longer sleeps are made of several. */
const LONGEST_TIMER_MS = 60_000;

/** The clock of this machine. */
export function createSystemClock(): WatchClock {
  return {
    nowMs: Date.now,
    async sleepUntil(ms, signal) {
      // The clock is read again after each timer: it may have been set, and the machine may have slept.
      for (let left = ms - Date.now(); left > 0; left = ms - Date.now()) {
        await delay(Math.min(left, LONGEST_TIMER_MS), undefined, { signal });
      }
      signal.throwIfAborted();
    },
  };
}
