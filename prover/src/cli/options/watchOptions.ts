import { InvalidArgumentError } from 'commander';
import { MOST_TRUSTED_PROXIES } from '../../files/trustHops.js';
import { parseGwei } from '../parsers.js';

/** One option of `tallystick watch` beside those that it shares with other commands. */
export type WatchOptionRow = {
  flag: string;
  /** Left out for a switch: a variable set to "false" would turn it on. */
  env?: string;
  /** Unit or form of the value; empty for a flag without one. */
  unit: string;
  description: string;
  default?: string;
  parser?: (value: string) => unknown;
};

const integer =
  (min: number, max: number) =>
  (value: string): number => {
    const parsed = /^[0-9]{1,10}$/.test(value) ? Number(value) : Number.NaN;
    if (parsed >= min && parsed <= max) return parsed;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };

const choice =
  (...names: string[]) =>
  (value: string): string => {
    if (names.includes(value)) return value;
    throw new InvalidArgumentError(`Expected one of ${names.join(', ')}.`);
  };

/** The options of a watcher. The help, the environment and docs/watcher.md are made from this table. */
export const watchOptions: readonly WatchOptionRow[] = [
  {
    flag: '--data-dir <folder>',
    env: 'TALLYSTICK_WATCH_DATA_DIR',
    unit: 'path',
    description:
      "Folder of the records and the secret. Unset: one for this watcher in the platform's folder for application data.",
  },
  {
    flag: '--host <host>',
    env: 'TALLYSTICK_WATCH_HOST',
    unit: 'host',
    description: 'Address that the HTTP service listens on.',
    default: '127.0.0.1',
  },
  {
    flag: '--port <port>',
    env: 'TALLYSTICK_WATCH_PORT',
    unit: 'port',
    description: 'Port of the HTTP service; 0 takes a free one.',
    default: '8660',
    parser: integer(0, 65_535),
  },
  {
    flag: '--probe-timeout <ms>',
    env: 'TALLYSTICK_WATCH_PROBE_TIMEOUT_MS',
    unit: 'ms',
    description: 'How long a provider has to answer a probe; at most a quarter of a slot.',
    default: '10000',
    parser: integer(10, 60_000),
  },
  {
    flag: '--probe-concurrency <n>',
    env: 'TALLYSTICK_WATCH_PROBE_CONCURRENCY',
    unit: 'count',
    description: 'Probes under way at once.',
    default: '32',
    parser: integer(1, 1024),
  },
  {
    flag: '--poll-interval <ms>',
    env: 'TALLYSTICK_WATCH_POLL_INTERVAL_MS',
    unit: 'ms',
    description:
      'How often the chain is asked for seeds, windows and demands; at most a quarter of the shortest window.',
    default: '30000',
    parser: integer(10, 3_600_000),
  },
  {
    flag: '--max-fee-gwei <gwei>',
    env: 'TALLYSTICK_WATCH_MAX_FEE_GWEI',
    unit: 'gwei',
    description: 'The most to pay per unit of gas, base fee and tip together. Above it, nothing is sent.',
    default: '200',
    parser: parseGwei,
  },
  {
    flag: '--requests-per-minute <n>',
    env: 'TALLYSTICK_WATCH_REQUESTS_PER_MINUTE',
    unit: 'count',
    description:
      'Requests a minute that the HTTP service takes from one address; behind a proxy all have its address, unless it is trusted.',
    default: '120',
    parser: integer(1, 1_000_000),
  },
  {
    flag: '--trusted-proxies <n>',
    env: 'TALLYSTICK_WATCH_TRUSTED_PROXIES',
    unit: 'count',
    description: 'Proxies before the service whose X-Forwarded-For tells the address of a client.',
    default: '0',
    parser: integer(0, MOST_TRUSTED_PROXIES),
  },
  {
    flag: '--keep-epochs <n>',
    env: 'TALLYSTICK_WATCH_KEEP_EPOCHS',
    unit: 'epochs',
    description: 'How long records are kept.',
    default: '30',
    parser: integer(1, 100_000),
  },
  {
    flag: '--allow-private-endpoints',
    unit: '',
    description:
      'Probe providers at private and loopback addresses too. For development: strangers choose the endpoints.',
  },
  {
    flag: '--metrics-port <port>',
    env: 'TALLYSTICK_WATCH_METRICS_PORT',
    unit: 'port',
    description: 'Serve metrics for Prometheus at /metrics of this port; 0 takes a free one. Unset: none.',
    parser: integer(0, 65_535),
  },
  {
    flag: '--metrics-host <host>',
    env: 'TALLYSTICK_WATCH_METRICS_HOST',
    unit: 'host',
    description: 'Address that the metrics are served at; whoever reaches it reads them.',
    default: '127.0.0.1',
  },
  {
    flag: '--log-level <level>',
    env: 'TALLYSTICK_WATCH_LOG_LEVEL',
    unit: 'debug, info, warn, error or silent',
    description:
      'Least level that is logged, on the standard error. At debug the log tells what was seen: keep it to yourself.',
    default: 'info',
    parser: choice('debug', 'info', 'warn', 'error', 'silent'),
  },
  {
    flag: '--ready-file <file>',
    env: 'TALLYSTICK_WATCH_READY_FILE',
    unit: 'path',
    description: 'Write {url, watcher, pid} here as JSON once the watcher works.',
  },
];
