import { setImmediate } from 'node:timers/promises';
import type { WatchClock } from '@tallystick/prover';

/** A clock that only goes when it is told to, so that a day passes in seconds. */
export type VirtualClock = WatchClock & {
  /** Lets time pass up to a moment: everybody wakes in order, and the clock stands still while somebody works. */
  advanceTo(ms: number): Promise<void>;
};

export type CreateVirtualClockParameters = {
  /** Milliseconds of the epoch. */
  startMs: number;
  /** Told of every new time before anybody wakes, so that a chain's clock can go along. */
  onTime?: (ms: number) => Promise<void>;
};

type Sleeper = { ms: number; wake: () => void };

/** Makes a virtual clock. It waits for those who `hold` it, and for nobody else. */
export function createVirtualClock({ startMs, onTime }: CreateVirtualClockParameters): VirtualClock {
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

  async function moveTo(ms: number): Promise<void> {
    if (ms <= now) return;
    now = ms;
    await onTime?.(ms);
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
        await moveTo(next);
        for (const sleeper of sleepers) {
          if (sleeper.ms > now) continue;
          sleepers.delete(sleeper);
          sleeper.wake();
        }
      }
      await moveTo(ms);
      await idle();
    },
  };
}
