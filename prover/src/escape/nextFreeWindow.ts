import type { Turn } from './Turn.js';

/** When the next window starts in which anyone may submit, if nobody reserves it and the operator stays silent. Unix seconds. */
export function nextFreeWindow({ now, windowStart, windowEnd, anyoneFrom }: Turn): number {
  const period = 2 * (windowEnd - windowStart);
  const from = Math.max(anyoneFrom, now);
  // Within the first half of a period is early enough.
  const since = (from - windowStart) % period;
  if (from > now && since < windowEnd - windowStart) return from;
  return from - since + period;
}
