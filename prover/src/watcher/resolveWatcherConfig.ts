import { TallystickError } from '../errors/TallystickError.js';
import type { WatcherConfig } from './WatcherConfig.js';

const DEFAULTS = {
  host: '127.0.0.1',
  port: 8660,
  probeTimeoutMs: 10_000,
  probeConcurrency: 32,
  pollIntervalMs: 30_000,
  allowPrivateEndpoints: false,
  requestsPerMinute: 120,
  keepEpochs: 30,
} as const satisfies Omit<WatcherConfig, 'dataDir'>;

const RANGES: [keyof WatcherConfig, number, number][] = [
  ['port', 0, 65_535],
  ['probeTimeoutMs', 10, 60_000],
  ['probeConcurrency', 1, 1024],
  ['pollIntervalMs', 10, 3_600_000],
  ['requestsPerMinute', 1, 1_000_000],
  ['keepEpochs', 1, 100_000],
];

/**
 * A watcher's configuration with every default filled in, checked.
 *
 * @throws watcher/bad-configuration
 */
export function resolveWatcherConfig(given: Partial<WatcherConfig> & Pick<WatcherConfig, 'dataDir'>): WatcherConfig {
  const config = { ...DEFAULTS, ...given };
  for (const field of ['dataDir', 'host'] as const) {
    if (typeof config[field] !== 'string' || config[field] === '') {
      throw new TallystickError('watcher/bad-configuration', {
        facts: { field, given: config[field], expected: 'a text that is not empty' },
      });
    }
  }
  for (const [field, min, max] of RANGES) {
    const value = config[field];
    if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) continue;
    throw new TallystickError('watcher/bad-configuration', {
      message: `${field}: expected an integer from ${min} to ${max}`,
      facts: { field, given: value, expected: `integer from ${min} to ${max}` },
    });
  }
  return config;
}
