/** The watcher's idea of time. */
export type WatchClock = {
  /** Milliseconds of the unix epoch. */
  nowMs(): number;
  /** Resolves at that time, or at once when it has passed. Rejects when the signal is aborted. */
  sleepUntil(ms: number, signal: AbortSignal): Promise<void>;
  /**
   * Told that work is under way until the function it answers is called. Real clocks go on all the same; a virtual one, which
   * lets days pass in seconds, stands still meanwhile.
   */
  hold?(): () => void;
};
