import { readFileSync } from 'node:fs';

/** Milliseconds that the calling thread was at work; undefined where the system doesn't tell. */
export function threadCpuMs(): number | undefined {
  try {
    const nanoseconds = Number(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ', 1)[0]);
    return nanoseconds > 0 ? nanoseconds / 1e6 : undefined;
  } catch {
    return undefined;
  }
}
