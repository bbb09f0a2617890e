import type { WatchClock } from './WatchClock.js';

/** What runs under a watcher's clock. */
export type Task = { sleepUntil(ms: number): Promise<void> };

/**
 * Runs work that sleeps by a clock, and holds the clock whenever it doesn't sleep.
 *
 * @returns resolves when the work is done or was aborted; rejects with anything else that it throws
 */
export async function startTask(
  { clock, signal }: { clock: WatchClock; signal: AbortSignal },
  work: (task: Task) => Promise<void>,
): Promise<void> {
  let release = clock.hold?.();
  try {
    await work({
      async sleepUntil(ms) {
        release?.();
        release = undefined;
        await clock.sleepUntil(ms, signal);
        release = clock.hold?.();
      },
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    release?.();
  }
}
