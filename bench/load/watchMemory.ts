import { residentMb } from './residentMb.js';

export type WatchedMemory = { startMb: number; endMb: number };

/**
 * Reads the resident memory of a process once a second, in MiB, while `work` runs; gives the lowest of the first half and of the second.
 * Node's memory rises until the collector runs and falls again, over 100 MiB in half a minute here: two single readings compare two phases
 * of that, the lowest ones what stays. A process that ended isn't read any more: `work` notices that.
 */
export async function watchMemory<T>(pid: number, work: () => Promise<T>): Promise<WatchedMemory & { result: T }> {
  const readings = [residentMb(pid)];
  const timer = setInterval(() => {
    try {
      readings.push(residentMb(pid));
    } catch {
      clearInterval(timer);
    }
  }, 1000);
  try {
    const result = await work();
    return { ...lowestOfHalves(readings), result };
  } finally {
    clearInterval(timer);
  }
}

/** An odd number's middle belongs to both. */
export function lowestOfHalves(readings: readonly number[]): WatchedMemory {
  const first = readings.slice(0, Math.ceil(readings.length / 2));
  const second = readings.slice(Math.floor(readings.length / 2));
  return { startMb: Math.min(...first), endMb: Math.min(...second) };
}
