import { setTimeout as delay } from 'node:timers/promises';
import { sequencerError } from '../errors.js';

/** A part that runs until it is stopped. */
export type StoppablePart = { name: string; run(): Promise<unknown> };

export type StopInOrderParameters = {
  /** The last is stopped first, and taken out of the list. */
  parts: StoppablePart[];
  /** For all of them together. */
  timeoutMs: number;
  /** Hears of a part that failed to stop. */
  onError(error: unknown, name: string): void;
};

/** The share of the time that is kept for the first part: what everything else stands on, a database, should end in order. */
const reserve = 0.25;

/**
 * Stops parts one after the other. One that takes too long is left to itself, and the others are stopped all the same.
 *
 * @throws sequencer/stop-timeout naming the parts that didn't stop in time; else AggregateError of what failed
 */
export async function stopInOrder({ parts, timeoutMs, onError }: StopInOrderParameters): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  const errors: unknown[] = [];
  const late: string[] = [];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const { name } = part;
    const allowedMs = endMs - performance.now() - (parts.length === 0 ? 0 : reserve * timeoutMs);
    const done = part.run().then(
      () => true,
      (error: unknown) => {
        onError(error, name);
        errors.push(error);
        return true;
      },
    );
    const over = new AbortController();
    const timer = delay(Math.max(0, allowedMs), false, { signal: over.signal }).catch(() => false);
    if (!(await Promise.race([done, timer]))) late.push(name);
    over.abort();
  }
  if (late.length > 0) {
    const message = `Not stopped within ${timeoutMs} ms: ${late.join(', ')}`;
    throw sequencerError('sequencer/stop-timeout', { message, facts: { parts: late, timeoutMs } });
  }
  if (errors.length > 0) throw new AggregateError(errors, 'Parts of the sequencer did not stop in order');
}
