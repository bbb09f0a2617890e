import type { TallystickError } from '../../core/errors/TallystickError.js';
import { gatewayError } from '../gatewayErrors.js';

const SECOND_MS = 1_000;

/** Runs work, if so much may be; else it is refused at once, and nothing waits. */
export type QuestionLimit = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Keeps those who can make a service ask another one from using up what it may ask there.
 *
 * @param atOnce how many may be under way, at least 1
 * @param perSecond how many may be begun within a second, at least 1
 */
export function createQuestionLimit({
  atOnce,
  perSecond,
  clockMs,
}: {
  atOnce: number;
  perSecond: number;
  clockMs: () => number;
}): QuestionLimit {
  let underWay = 0;
  let second = { startMs: clockMs(), begun: 0 };
  return async (work) => {
    const now = clockMs();
    if (now - second.startMs >= SECOND_MS || now < second.startMs) second = { startMs: now, begun: 0 };
    if (underWay >= atOnce) throw busy(`at most ${atOnce} at once`);
    if (second.begun >= perSecond) throw busy(`at most ${perSecond} a second`);
    underWay += 1;
    second.begun += 1;
    try {
      return await work();
    } finally {
      underWay -= 1;
    }
  };
}

function busy(expected: string): TallystickError {
  return gatewayError('gateway/busy', { facts: { field: null, expected, retryAfterSeconds: 1 } });
}
