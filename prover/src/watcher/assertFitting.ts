import { TallystickError } from '../errors/TallystickError.js';
import { SLOTS_PER_EPOCH } from '../uptime/SLOTS_PER_EPOCH.js';
import type { WatcherConfig } from './WatcherConfig.js';
import type { WatchTimes } from './WatchTimes.js';

/**
 * Makes sure that a configuration fits a court's times: probes and a second try fit into a slot, every window is looked at
 * several times, and records outlive the court's interest in them.
 *
 * @throws watcher/bad-configuration
 */
export function assertFitting(config: WatcherConfig, times: WatchTimes): void {
  const { slotSeconds, postSeconds, demandSeconds, revealSeconds, proofSeconds } = times;
  const most = (field: keyof WatcherConfig, limit: number, why: string): void => {
    if (Number(config[field]) > limit) {
      throw new TallystickError('watcher/bad-configuration', {
        message: `${field} must be at most ${limit} here: ${why}`,
        facts: { field, given: config[field], expected: `at most ${limit}` },
      });
    }
  };
  most('probeTimeoutMs', slotSeconds * 250, 'a quarter of a slot, so that a second try fits in');
  const shortest = Math.min(postSeconds, revealSeconds);
  most('pollIntervalMs', shortest * 250, 'a quarter of the shortest window, so that none is missed');
  const courtSeconds = postSeconds + demandSeconds + revealSeconds + proofSeconds;
  const courtEpochs = Math.ceil(courtSeconds / (slotSeconds * SLOTS_PER_EPOCH)) + 1;
  if (config.keepEpochs < courtEpochs) {
    throw new TallystickError('watcher/bad-configuration', {
      message: `keepEpochs must be at least ${courtEpochs} here: the court asks for records so long`,
      facts: { field: 'keepEpochs', given: config.keepEpochs, expected: `at least ${courtEpochs}` },
    });
  }
}
