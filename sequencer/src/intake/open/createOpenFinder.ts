import type { OpenRecord } from '../../store/createOpenStore.js';
import type { Store } from '../../store/createStore.js';
import type { FindOpen } from '../IntakeContext.js';

export type CreateOpenFinderParameters = {
  opens: Pick<Store['opens'], 'get'>;
  /** Takes in the chain's events up to now. */
  sync(): Promise<void>;
  /** After a look that failed, or didn't find what it was for, its answer is everybody's for so long. */
  pauseMs?: number;
  /** Of a clock that never goes back. */
  nowMs?: () => number;
};

/**
 * Makes a finder. Anyone may ask for any serial, and every look costs calls to the chain's nodes, which may be metered: so there is one at a
 * time for all who ask, and after one in vain a pause. Whoever comes in the pause is told to come again.
 *
 * @returns what throws the errors of `sync`
 */
export function createOpenFinder(parameters: CreateOpenFinderParameters): FindOpen {
  const { opens, sync, pauseMs = 1000, nowMs = () => performance.now() } = parameters;
  let looking: Promise<OpenRecord | undefined> | undefined;
  let pausedUntilMs = Number.NEGATIVE_INFINITY;
  let failure: { error: unknown } | undefined;

  async function look(serial: number): Promise<OpenRecord | undefined> {
    let found: OpenRecord | undefined;
    failure = undefined;
    try {
      await sync();
      found = await opens.get(serial);
      return found;
    } catch (error) {
      failure = { error };
      throw error;
    } finally {
      if (!found) pausedUntilMs = nowMs() + pauseMs;
      looking = undefined;
    }
  }

  return async (serial) => {
    for (;;) {
      const known = await opens.get(serial);
      if (known) return known;
      if (nowMs() < pausedUntilMs) {
        // Nobody knows whether it is there.
        if (failure) throw failure.error;
        return undefined;
      }
      if (!looking) {
        looking = look(serial);
        return looking;
      }
      // It may have begun too early for this one.
      await looking;
    }
  };
}
