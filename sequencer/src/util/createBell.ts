/** Wakes a loop: rung while nobody waits, the next wait ends at once. */
export type Bell = {
  ring(): void;
  /** Waits until it is rung, the time is over, or the signal is aborted. */
  wait(timeoutMs: number, signal: AbortSignal): Promise<void>;
};

/** Makes a bell for one waiting loop. */
export function createBell(): Bell {
  let rung = false;
  let wake = () => {};
  return {
    ring() {
      rung = true;
      wake();
    },
    async wait(timeoutMs, signal) {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(() => wake(), timeoutMs);
          wake = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', wake);
            wake = () => {};
            resolve();
          };
          signal.addEventListener('abort', wake);
        });
      }
      rung = false;
    },
  };
}
