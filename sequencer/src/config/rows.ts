import { MOST_TRUSTED_PROXIES } from '@tallystick/prover/files';
import { SHAPE_NAMES } from '@tallystick/prover/proving';
import {
  parseChoice,
  parseGwei,
  parseInteger,
  parseNames,
  parseOrigins,
  parsePrivateKey,
  parseStoreKeys,
  parseText,
  parseUrl,
  parseUrls,
} from './parsers.js';

/** One option of the sequencer. Its value comes from the flag, else the environment, else the file, else the default. */
export type ConfigRow<T = unknown> = {
  readonly env: string;
  /** Left out for secrets: an argument list can be read by every user of the machine. */
  readonly flag?: string;
  /** Names of a release ago: they go on for one more, with a warning that names the new one. */
  readonly oldEnv?: string;
  readonly oldFlag?: string;
  readonly description: string;
  /** Unit or form of the value. */
  readonly unit: string;
  /** Text that the parser reads; undefined where the option may stay unset. */
  readonly default?: string;
  /** Whether the sequencer can't start without it. */
  readonly required?: true;
  /** Whether the value must never be printed. */
  readonly secret?: true;
  /** Whether it may hold keys of others, as URLs of endpoints do: what can't be read, and so not cut down to its hosts, is not printed. */
  readonly holdsKeys?: true;
  /** Reads the value. What it throws says what was expected; `resolveConfig` names the option beside it. */
  readonly parser: (value: string) => T;
};

const row = <T, const R extends ConfigRow<T>>(definition: R & ConfigRow<T>): R & ConfigRow<T> => definition;

/** Every option of the sequencer. `--help`, the environment and docs/sequencer.md are made from this table. */
export const configRows = {
  deploymentFile: row({
    env: 'TALLYSTICK_DEPLOYMENT',
    flag: '--deployment <file>',
    description: 'Deployment file, as `tallystick-sequencer deploy` wrote it.',
    unit: 'path',
    default: 'deployment.json',
    parser: parseText,
  }),
  rpcUrl: row({
    env: 'TALLYSTICK_RPC',
    oldEnv: 'TALLYSTICK_RPC_URL',
    flag: '--rpc <urls>',
    description:
      'JSON-RPC endpoints of the chain, in order of preference: the next is asked where one does not answer, transactions go to all.',
    unit: 'URLs, separated by commas',
    default: 'http://127.0.0.1:8545',
    holdsKeys: true,
    parser: parseUrls('http:', 'https:'),
  }),
  operatorKey: row({
    env: 'TALLYSTICK_OPERATOR_KEY',
    description: "Private key of the operator's wallet, which publishes the batches and owns the operator's account.",
    unit: '32 bytes of hex',
    secret: true,
    parser: parsePrivateKey,
  }),
  operatorKeyFile: row({
    env: 'TALLYSTICK_OPERATOR_KEY_FILE',
    flag: '--key-file <file>',
    oldFlag: '--operator-key-file <file>',
    description: 'File that holds the private key instead; both together are refused.',
    unit: 'path',
    parser: parseText,
  }),
  databaseUrl: row({
    env: 'DATABASE_URL',
    description: 'PostgreSQL to use. Unset: an embedded one in the data directory.',
    unit: 'URL',
    secret: true,
    parser: parseUrl('postgres:', 'postgresql:'),
  }),
  dataDir: row({
    env: 'TALLYSTICK_DATA_DIR',
    flag: '--data-dir <folder>',
    description: 'Directory of the embedded PostgreSQL; one sequencer at a time runs in it.',
    unit: 'path',
    default: '.tallystick',
    parser: parseText,
  }),
  storeKey: row({
    env: 'TALLYSTICK_STORE_KEY',
    description:
      'Key that encrypts what is secret in the database; of several, separated by commas, the first encrypts and the others only open. Needed with DATABASE_URL; unset with the embedded one: made in the data directory.',
    unit: '32 bytes of hex',
    secret: true,
    parser: parseStoreKeys,
  }),
  storeKeyFile: row({
    env: 'TALLYSTICK_STORE_KEY_FILE',
    flag: '--store-key-file <file>',
    description: 'File that holds the key or keys instead; both together are refused.',
    unit: 'path',
    parser: parseText,
  }),
  cacheDir: row({
    env: 'TALLYSTICK_CACHE',
    oldEnv: 'TALLYSTICK_CACHE_DIR',
    flag: '--cache-dir <folder>',
    description: "Cache of circuits, keys and reference strings. Unset: the user's cache folder.",
    unit: 'path',
    parser: parseText,
  }),
  referenceString: row({
    env: 'TALLYSTICK_REFERENCE_STRING',
    flag: '--reference-string <kind>',
    description: 'Which reference string proves. A development one is refused on a public chain.',
    unit: 'auto, real or development',
    default: 'auto',
    parser: parseChoice('auto', 'real', 'development'),
  }),
  threads: row({
    env: 'TALLYSTICK_THREADS',
    flag: '--threads <n>',
    description: 'Threads of each prover. Unset: the cores of the machine, divided among its provers.',
    unit: 'count',
    parser: parseInteger(1, 1024),
  }),
  provers: row({
    env: 'TALLYSTICK_PROVERS',
    flag: '--provers <n>',
    description: 'Provers on this machine. 0: only others prove, by `tallystick-sequencer prove`.',
    unit: 'count',
    default: '1',
    parser: parseInteger(0, 64),
  }),
  proverMemoryMib: row({
    env: 'TALLYSTICK_PROVER_MEMORY_MIB',
    flag: '--prover-memory <mib>',
    description:
      'Resident memory that a prover with its native process may take; it is ended beyond, and its job retried.',
    unit: 'MiB',
    default: '4096',
    parser: parseInteger(256, 1_048_576),
  }),
  proofTimeoutMs: row({
    env: 'TALLYSTICK_PROOF_TIMEOUT_MS',
    flag: '--proof-timeout <ms>',
    description: 'How long one attempt at a proof may take before the job is given to another prover.',
    unit: 'ms',
    default: '300000',
    parser: parseInteger(1000, 86_400_000),
  }),
  proofAttempts: row({
    env: 'TALLYSTICK_PROOF_ATTEMPTS',
    flag: '--proof-attempts <n>',
    description: 'Attempts at a proof before the batch is given up and made anew.',
    unit: 'count',
    default: '4',
    parser: parseInteger(1, 100),
  }),
  shapes: row({
    env: 'TALLYSTICK_SHAPES',
    flag: '--shapes <names>',
    description: 'Shapes to prove with; the smallest that holds what waits is taken.',
    unit: 'names, separated by commas',
    default: 'small',
    parser: parseNames(SHAPE_NAMES),
  }),
  host: row({
    env: 'TALLYSTICK_HOST',
    flag: '--host <host>',
    description: 'Address that the HTTP service listens on.',
    unit: 'host',
    default: '127.0.0.1',
    parser: parseText,
  }),
  port: row({
    env: 'TALLYSTICK_PORT',
    flag: '--port <port>',
    description: 'Port of the HTTP service; 0 takes a free one.',
    unit: 'port',
    default: '8640',
    parser: parseInteger(0, 65_535),
  }),
  bodyLimitBytes: row({
    env: 'TALLYSTICK_BODY_LIMIT_BYTES',
    flag: '--body-limit <bytes>',
    description: 'Largest request body that is read.',
    unit: 'bytes',
    default: '16384',
    parser: parseInteger(1024, 1_048_576),
  }),
  requestsPerMinute: row({
    env: 'TALLYSTICK_REQUESTS_PER_MINUTE',
    flag: '--requests-per-minute <n>',
    description: 'Requests that one address may send within a minute; 0: as many as it likes.',
    unit: 'count',
    default: '6000',
    parser: parseInteger(0, 100_000_000),
  }),
  requestsAtOnce: row({
    env: 'TALLYSTICK_REQUESTS_AT_ONCE',
    flag: '--requests-at-once <n>',
    description: 'Requests that are worked on at the same time; more are told to come back.',
    unit: 'count',
    default: '512',
    parser: parseInteger(1, 100_000),
  }),
  streamsAtOnce: row({
    env: 'TALLYSTICK_STREAMS_AT_ONCE',
    flag: '--streams-at-once <n>',
    description:
      'Streams of events that may be open at the same time, at most a tenth of them by one address; more are told to come back.',
    unit: 'count',
    default: '100',
    parser: parseInteger(0, 10_000),
  }),
  itemsWaiting: row({
    env: 'TALLYSTICK_ITEMS_WAITING',
    flag: '--items-waiting <n>',
    description: 'Settlements and withdrawals that may wait for a batch; more are told to come back.',
    unit: 'count',
    default: '1000000',
    parser: parseInteger(1, 1_000_000_000),
  }),
  trustedProxies: row({
    env: 'TALLYSTICK_TRUSTED_PROXIES',
    flag: '--trusted-proxies <n>',
    description: 'Proxies before the service whose X-Forwarded-For tells the address of a client.',
    unit: 'count',
    default: '0',
    parser: parseInteger(0, MOST_TRUSTED_PROXIES),
  }),
  corsOrigins: row({
    env: 'TALLYSTICK_CORS_ORIGINS',
    flag: '--cors-origins <origins>',
    description: 'Origins whose pages may call the service from a browser. Unset: none.',
    unit: 'origins, separated by commas',
    parser: parseOrigins,
  }),
  batchMaxAgeMs: row({
    env: 'TALLYSTICK_BATCH_MAX_AGE_MS',
    flag: '--batch-max-age <ms>',
    description: 'A batch closes at the latest when the oldest item has waited so long.',
    unit: 'ms',
    default: '60000',
    parser: parseInteger(0, 86_400_000),
  }),
  batchMinIntervalMs: row({
    env: 'TALLYSTICK_BATCH_MIN_INTERVAL_MS',
    flag: '--batch-min-interval <ms>',
    description: 'Pause between two looks at what waits, and before a failed batch is tried again.',
    unit: 'ms',
    default: '1000',
    parser: parseInteger(10, 3_600_000),
  }),
  batchesAhead: row({
    env: 'TALLYSTICK_BATCHES_AHEAD',
    flag: '--batches-ahead <n>',
    description: 'Batches that may be executed and not final yet, each on the result of the one before.',
    unit: 'count',
    default: '8',
    parser: parseInteger(1, 1000),
  }),
  pollIntervalMs: row({
    env: 'TALLYSTICK_POLL_INTERVAL_MS',
    flag: '--poll-interval <ms>',
    description: 'How often the chain is asked for new blocks.',
    unit: 'ms',
    default: '2000',
    parser: parseInteger(20, 600_000),
  }),
  confirmations: row({
    env: 'TALLYSTICK_CONFIRMATIONS',
    flag: '--confirmations <n>',
    description:
      'Blocks, its own included, after which an event or a batch counts. Unset: 1 on a development chain, else 3.',
    unit: 'blocks',
    parser: parseInteger(1, 10_000),
  }),
  logChunkBlocks: row({
    env: 'TALLYSTICK_LOG_CHUNK_BLOCKS',
    flag: '--log-chunk <blocks>',
    description: 'Blocks whose events are asked for at once.',
    unit: 'blocks',
    default: '2000',
    parser: parseInteger(1, 100_000),
  }),
  reorgWindowBlocks: row({
    env: 'TALLYSTICK_REORG_WINDOW_BLOCKS',
    flag: '--reorg-window <blocks>',
    description:
      'For so many blocks it is kept what undoing them needs. A deeper reorg is undone too, by reading everything again.',
    unit: 'blocks',
    default: '512',
    parser: parseInteger(1, 100_000),
  }),
  settlementRetentionDays: row({
    env: 'TALLYSTICK_SETTLEMENT_RETENTION_DAYS',
    flag: '--settlement-retention <days>',
    description:
      'For so long a final settlement is kept after a later one of its allowance became final, and a rejected or expired one after it came; 0: for ever.',
    unit: 'days',
    default: '400',
    parser: parseInteger(0, 36_500),
  }),
  transactionTimeoutMs: row({
    env: 'TALLYSTICK_TRANSACTION_TIMEOUT_MS',
    flag: '--transaction-timeout <ms>',
    description: 'After so long without being mined, the transaction of a batch is replaced by one with higher fees.',
    unit: 'ms',
    default: '90000',
    parser: parseInteger(1000, 86_400_000),
  }),
  maxFeePerGas: row({
    env: 'TALLYSTICK_MAX_FEE_GWEI',
    flag: '--max-fee-gwei <gwei>',
    description:
      'The most that a batch may ever pay per unit of gas, base fee and tip together. Above it, batches wait.',
    unit: 'gwei',
    default: '200',
    parser: parseGwei(1_000_000),
  }),
  maxPriorityFeePerGas: row({
    env: 'TALLYSTICK_MAX_TIP_GWEI',
    flag: '--max-tip-gwei <gwei>',
    description:
      'The highest tip of a first attempt. Replacements raise it as far as nodes ask for, within the highest fee.',
    unit: 'gwei',
    default: '3',
    parser: parseGwei(1_000_000),
  }),
  shutdownTimeoutMs: row({
    env: 'TALLYSTICK_SHUTDOWN_TIMEOUT_MS',
    flag: '--shutdown-timeout <ms>',
    description: 'How long stopping in order may take; what has not stopped then is named, and the process ends.',
    unit: 'ms',
    default: '30000',
    parser: parseInteger(100, 3_600_000),
  }),
  logLevel: row({
    env: 'TALLYSTICK_LOG_LEVEL',
    flag: '--log-level <level>',
    description: 'Least level that is logged.',
    unit: 'silent, error, warn, info, debug or trace',
    default: 'info',
    parser: parseChoice('silent', 'error', 'warn', 'info', 'debug', 'trace'),
  }),
} as const satisfies Record<string, ConfigRow>;

type Rows = typeof configRows;

/** Name of an option. */
export type ConfigName = keyof Rows;

/** The options' values, checked. */
export type SequencerConfig = {
  readonly [K in ConfigName as Rows[K] extends { default: string } ? K : never]: ReturnType<Rows[K]['parser']>;
} & {
  readonly [K in ConfigName as Rows[K] extends { default: string } ? never : K]?:
    | ReturnType<Rows[K]['parser']>
    | undefined;
};
