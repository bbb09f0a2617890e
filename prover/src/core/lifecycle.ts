/** The parts of a service: started one after the other, stopped in the reverse order. Runs once. */
export type Lifecycle = {
  /** Aborted as stopping begins: what waits gives up. */
  readonly signal: AbortSignal;
  /** Tells of a part that runs from now on, and how it is stopped. */
  add(name: string, stop: () => Promise<unknown>): void;
  /** Whether any part runs. */
  isUp(): boolean;
  /**
   * Runs `launch`, which adds the parts. What failed to start is stopped again.
   *
   * @returns what `launch` returned
   * @throws what `launch` threw: it is the error to report, and those of stopping are only told to `onError`
   */
  start<Result>(launch: () => Promise<Result>): Promise<Result>;
  /**
   * Stops the parts, the last one first, each after the one before. One that fails or takes too long is left to itself, and the others are
   * stopped all the same. A call while another is under way is that other one.
   *
   * @throws what `toTimeoutError` makes of the parts that didn't stop in time; else AggregateError of what failed
   */
  stop(): Promise<void>;
};

export type LifecycleParameters = {
  /** What the parts make together, for the error: `the sequencer`. */
  name: string;
  /** Hears of a part that failed to stop. */
  onError?: (error: unknown, part: string) => void;
  /** For stopping all of them together; without it a part may take as long as it wants. */
  limit?: {
    timeoutMs: number;
    /** Makes the error for the parts, by their names, that didn't stop in time. */
    toTimeoutError: (parts: string[]) => Error;
  };
};

/** The share of the time that is kept for the first part: what everything else stands on, a database, should end in order. */
const RESERVE = 0.25;

/**
 * Makes the lifecycle of a service out of parts.
 *
 * @example
 * import { createLifecycle } from '@tallystick/prover/core';
 *
 * const life = createLifecycle({ name: 'the example' });
 * await life.start(async () => {
 *   const timer = setInterval(() => console.log('up'), 60_000);
 *   life.add('reports', async () => clearInterval(timer));
 * });
 * await life.stop();
 */
export function createLifecycle({ name, onError = () => {}, limit }: LifecycleParameters): Lifecycle {
  const stopping = new AbortController();
  const parts: { name: string; stop: () => Promise<unknown> }[] = [];
  let underWay: Promise<void> | undefined;

  /** Not twice at once: the second would stop what the part that the first waits for stands on. */
  function stop(): Promise<void> {
    stopping.abort();
    underWay ??= stopParts().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  async function stopParts(): Promise<void> {
    const endMs = performance.now() + (limit?.timeoutMs ?? 0);
    const errors: unknown[] = [];
    const late: string[] = [];
    for (let part = parts.pop(); part; part = parts.pop()) {
      const current = part.name;
      const stopped = part.stop().catch((error: unknown) => {
        onError(error, current);
        errors.push(error);
      });
      const reserveMs = parts.length === 0 ? 0 : RESERVE * (limit?.timeoutMs ?? 0);
      if (limit === undefined) await stopped;
      else if (!(await isDoneWithin(stopped, endMs - performance.now() - reserveMs))) late.push(current);
    }
    if (limit !== undefined && late.length > 0) throw limit.toTimeoutError(late);
    if (errors.length > 0) throw new AggregateError(errors, `Parts of ${name} did not stop in order`);
  }

  return {
    signal: stopping.signal,
    add(part, run) {
      parts.push({ name: part, stop: run });
    },
    isUp: () => parts.length > 0,
    async start(launch) {
      try {
        return await launch();
      } catch (error) {
        await stop().catch(() => {});
        throw error;
      }
    },
    stop,
  };
}

async function isDoneWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, timeoutMs));
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
