import { randomInt } from 'node:crypto';

/**
 * A moment that nobody can foresee, from `fromMs` (included) to `untilMs` (excluded), each millisecond as likely as the next;
 * undefined when there is none. Drawn from the system's cryptographic generator.
 */
export function drawProbeTime(fromMs: number, untilMs: number): number | undefined {
  const from = Math.ceil(fromMs);
  const count = Math.ceil(untilMs) - from;
  return count < 1 ? undefined : from + randomInt(count);
}
