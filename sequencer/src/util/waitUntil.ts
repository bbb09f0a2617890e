import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer.
 *
 * @returns undefined when there was none in time, or when the signal was aborted
 */
export async function waitUntil<T>(
  { timeoutMs, intervalMs, signal }: { timeoutMs: number; intervalMs: number; signal: AbortSignal },
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = performance.now() + timeoutMs;
  while (!signal.aborted) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() >= deadline) return undefined;
    await delay(intervalMs, undefined, { signal }).catch(() => {});
  }
  return undefined;
}
