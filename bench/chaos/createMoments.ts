import type { KillStep } from './planKills.js';

/** Tells of steps as they happen. */
export type Moments = {
  happened(step: KillStep): void;
  /** Resolves when the step happens next: true, or false when it doesn't within the time. */
  next(step: KillStep, withinMs: number): Promise<boolean>;
};

/** Makes the place where processes and clients tell of steps, and the killer hears of them. */
export function createMoments(): Moments {
  const waiting = new Map<KillStep, Set<() => void>>();
  return {
    happened(step) {
      const told = waiting.get(step);
      waiting.delete(step);
      for (const tell of told ?? []) tell();
    },
    next(step, withinMs) {
      return new Promise((resolve) => {
        const listeners = waiting.get(step) ?? new Set();
        waiting.set(step, listeners);
        const heard = () => {
          clearTimeout(timer);
          resolve(true);
        };
        const timer = setTimeout(() => {
          listeners.delete(heard);
          resolve(false);
        }, withinMs);
        listeners.add(heard);
      });
    },
  };
}
