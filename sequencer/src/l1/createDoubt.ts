/** How much of what was read is believed while the nodes' answers contradict each other. */
export type Doubt = {
  /**
   * One more contradiction.
   *
   * @returns what is to be read again: what was not yet compared with the contract, or everything; undefined where reading everything didn't
   *   help and is too recent
   */
  raise(): 'unverified' | 'everything' | undefined;
  /** What was read is what the contract says. */
  end(): void;
};

const leastPauseMs = 10_000;
const mostPauseMs = 600_000;

/**
 * Makes a doubt that isn't raised. What was verified is believed for two contradictions; when that doesn't help, nothing is. After everything
 * was read again in vain, that isn't repeated for as long as it took, from 10 seconds to 10 minutes.
 */
export function createDoubt(nowMs: () => number): Doubt {
  let contradictions = 0;
  /** Since when everything is being read again. */
  let sinceMs: number | undefined;
  let notBeforeMs = 0;
  return {
    raise() {
      if (++contradictions < 3) return 'unverified';
      const now = nowMs();
      if (sinceMs !== undefined) {
        notBeforeMs = now + Math.min(mostPauseMs, Math.max(leastPauseMs, now - sinceMs));
        sinceMs = undefined;
      }
      if (now < notBeforeMs) return undefined;
      sinceMs = now;
      return 'everything';
    },
    end() {
      contradictions = 0;
      sinceMs = undefined;
      notBeforeMs = 0;
    },
  };
}
