import type { Logger } from './log.js';

/** What of a part's surroundings may be broken, each told of when it breaks and when it works again. */
export type Conditions = {
  /** It is broken; `fields` say why. */
  broken(name: string, message: string, fields: object): void;
  /** It works. */
  works(name: string, message: string): void;
};

/** So often at most is one thing said to be broken, however often it comes and goes. */
const QUIET_MS = 60_000;

/**
 * Logs changes of state, not events: one line when something breaks, however many requests fail by it, and one when it works
 * again. What comes and goes is told of once a minute.
 */
export function createConditions(log: Pick<Logger, 'warn' | 'info'>, nowMs: () => number = Date.now): Conditions {
  const told = new Map<string, { message: string; isBroken: boolean; atMs: number }>();
  return {
    broken(name, message, fields) {
      const last = told.get(name);
      if (last?.isBroken === true && last.message === message) return;
      const atMs = nowMs();
      if (last?.message === message && atMs - last.atMs < QUIET_MS && atMs >= last.atMs) return;
      told.set(name, { message, isBroken: true, atMs });
      log.warn(fields, message);
    },
    works(name, message) {
      const last = told.get(name);
      if (last?.isBroken !== true) return;
      last.isBroken = false;
      log.info({}, message);
    },
  };
}
