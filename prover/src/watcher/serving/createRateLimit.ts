import { networkOf } from '../../files/networkOf.js';

const WINDOW_MS = 60_000;
const MOST_ADDRESSES = 10_000;

export type RateLimit = {
  /** Counts one request; answers how many seconds to wait, or 0 when it is allowed. */
  take(address: string): number;
};

/**
 * Counts the requests of each address by the minute. Addresses of IPv6 count by their network of 64 bits, since whoever has
 * one has all of it.
 */
export function createRateLimit({ perMinute, nowMs }: { perMinute: number; nowMs: () => number }): RateLimit {
  let startMs = nowMs();
  let counts = new Map<string, number>();
  return {
    take(address) {
      const now = nowMs();
      if (now - startMs >= WINDOW_MS || now < startMs) {
        startMs = now;
        counts = new Map();
      }
      const network = networkOf(address);
      // Beyond so many addresses the newcomers share one count, so that memory stays bounded.
      const key = counts.has(network) || counts.size < MOST_ADDRESSES ? network : 'others';
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count <= perMinute ? 0 : Math.ceil((startMs + WINDOW_MS - now) / 1000);
    },
  };
}
