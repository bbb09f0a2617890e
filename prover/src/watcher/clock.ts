import { setTimeout as delay, setImmediate } from 'node:timers/promises';

/** The watcher's idea of time. */
export type WatchClock = {
  /** Milliseconds of the unix epoch. */
  nowMs(): number;
  /** Resolves at that time, or at once when it has passed. Rejects when the signal is aborted. */
  sleepUntil(ms: number, signal: AbortSignal): Promise<void>;
  /**
   * Told that work is under way until the function it answers is called. Real clocks go on all the same; a virtual one, which
   * lets days pass in seconds, stands still meanwhile.
   */
  hold?(): () => void;
};

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

export type VirtualClock = WatchClock & {
  /** Lets time pass up to a moment: everybody wakes in order, and the clock stands still while somebody works. */
  advanceTo(ms: number): Promise<void>;
};

type Sleeper = { ms: number; wake: () => void };

/**
 * A clock that only goes when it is told to, and stands still while a watcher works: a day passes in seconds, for tests and
 * demonstrations. Several watchers may share one.
 *
 * @param startMs milliseconds of the unix epoch
 * @param onTime told of each new time before anybody wakes, so that a chain can be brought there
 *
 * @example
 * import { createVirtualClock } from '@tallystick/prover/watcher';
 *
 * const clock = createVirtualClock(0);
 * await clock.advanceTo(900_000);
 * clock.nowMs(); // 900000
 */
export function createVirtualClock(startMs: number, onTime?: (ms: number) => Promise<void>): VirtualClock {
  const sleepers = new Set<Sleeper>();
  let now = startMs;
  let holds = 0;
  let onIdle: (() => void) | undefined;

  /** Resolves when nobody holds the clock, and whoever was woken has had its turn. */
  async function idle(): Promise<void> {
    await setImmediate();
    while (holds > 0) {
      await new Promise<void>((resolve) => {
        onIdle = resolve;
      });
      await setImmediate();
    }
  }

  return {
    nowMs: () => now,
    async sleepUntil(ms, signal) {
      signal.throwIfAborted();
      if (ms <= now) return;
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        };
        const sleeper = {
          ms,
          wake: () => {
            signal.removeEventListener('abort', leave);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
    hold() {
      holds += 1;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holds -= 1;
        if (holds === 0) onIdle?.();
      };
    },
    async advanceTo(ms) {
      for (;;) {
        await idle();
        const next = Math.min(...[...sleepers].map((sleeper) => sleeper.ms));
        if (next > ms) break;
        now = Math.max(now, next);
        await onTime?.(now);
        for (const sleeper of sleepers) {
          if (sleeper.ms > now) continue;
          sleepers.delete(sleeper);
          sleeper.wake();
        }
      }
      now = Math.max(now, ms);
      await onTime?.(now);
      await idle();
    },
  };
}

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
