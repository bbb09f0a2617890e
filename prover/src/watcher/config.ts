import { MOST_TRUSTED_PROXIES } from '../files/trustHops.js';
import { SLOTS_PER_EPOCH } from '../statements/uptime/bitmap.js';
import type { WatchTimes } from './time.js';
import { watcherError } from './watcherErrors.js';

/** How a watcher runs. `resolveWatcherConfig` fills in the defaults. */
export type WatcherConfig = {
  /** Folder of the records and of the secret; made when missing, readable by its owner alone. */
  dataDir: string;
  /** Address that the HTTP service listens on. */
  host: string;
  /** Port of the HTTP service; 0 takes a free one. */
  port: number;
  /** How long a provider has to answer a probe, in milliseconds; at most a quarter of a slot. */
  probeTimeoutMs: number;
  /** Probes under way at once. */
  probeConcurrency: number;
  /** How often the chain is asked for seeds, windows and demands, in milliseconds. */
  pollIntervalMs: number;
  /** Whether providers at private, loopback and other special addresses are probed, as only development needs. */
  allowPrivateEndpoints: boolean;
  /** Requests a minute that the HTTP service takes from one address. */
  requestsPerMinute: number;
  /** Proxies before the HTTP service whose X-Forwarded-For tells the address of a client. */
  trustedProxies: number;
  /** Whole epochs whose slot records are kept after their court is over. */
  keepEpochs: number;
};

const DEFAULTS = {
  host: '127.0.0.1',
  port: 8660,
  probeTimeoutMs: 10_000,
  probeConcurrency: 32,
  pollIntervalMs: 30_000,
  allowPrivateEndpoints: false,
  requestsPerMinute: 120,
  trustedProxies: 0,
  keepEpochs: 30,
} as const satisfies Omit<WatcherConfig, 'dataDir'>;

const RANGES: [keyof WatcherConfig, number, number][] = [
  ['port', 0, 65_535],
  ['probeTimeoutMs', 10, 60_000],
  ['probeConcurrency', 1, 1024],
  ['pollIntervalMs', 10, 3_600_000],
  ['requestsPerMinute', 1, 1_000_000],
  ['trustedProxies', 0, MOST_TRUSTED_PROXIES],
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
      throw watcherError('watcher/bad-configuration', {
        facts: { field, given: config[field], expected: 'a text that is not empty' },
      });
    }
  }
  for (const [field, min, max] of RANGES) {
    const value = config[field];
    if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) continue;
    throw watcherError('watcher/bad-configuration', {
      message: `${field}: expected an integer from ${min} to ${max}`,
      facts: { field, given: value, expected: `integer from ${min} to ${max}` },
    });
  }
  return config;
}

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
      throw watcherError('watcher/bad-configuration', {
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
    throw watcherError('watcher/bad-configuration', {
      message: `keepEpochs must be at least ${courtEpochs} here: the court asks for records so long`,
      facts: { field: 'keepEpochs', given: config.keepEpochs, expected: `at least ${courtEpochs}` },
    });
  }
}
