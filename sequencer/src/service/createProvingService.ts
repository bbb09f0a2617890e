import type { ProgressEvent } from '@tallystick/prover/core';
import { assertProverFolders } from '@tallystick/prover/proving';
import type { Logger } from 'pino';
import { configRows, type SequencerConfig } from '../config/rows.js';
import { sequencerError } from '../errors.js';
import type { ProvingWorker, StartWorkerParameters } from '../proving/startWorker.js';
import { createProvingQueue } from '../queue/createProvingQueue.js';
import { assertMigrated } from '../store/assertMigrated.js';
import { closePool } from '../store/closePool.js';
import { createMetaStore } from '../store/createMetaStore.js';
import { openPool } from '../store/openPool.js';
import { readClaim } from '../store/readClaim.js';
import { checkStoreKey } from '../store/sealing/checkStoreKey.js';
import { createCipher } from '../store/sealing/createCipher.js';
import { readStoreKeys } from '../store/sealing/readStoreKeys.js';
import { createLogger } from '../telemetry/createLogger.js';
import { createServiceLifecycle } from './createServiceLifecycle.js';
import { logProgress } from './logProgress.js';
import { startProvers } from './startProvers.js';

/** What a machine needs to prove for a sequencer somewhere else. */
export type ProvingConfig = Pick<
  SequencerConfig,
  | 'databaseUrl'
  | 'storeKey'
  | 'storeKeyFile'
  | 'dataDir'
  | 'provers'
  | 'threads'
  | 'proverMemoryMib'
  | 'proofTimeoutMs'
  | 'proofAttempts'
  | 'cacheDir'
  | 'referenceString'
  | 'logLevel'
> &
  Partial<Pick<SequencerConfig, 'shutdownTimeoutMs'>>;

export type ProvingServiceDeps = {
  logger?: Logger;
  /** Told of each step of making artifacts and of proving. */
  onProgress?: (event: ProgressEvent) => void;
  /** Makes each prover's worker; a process of its own by default. */
  startWorker?: (parameters: StartWorkerParameters) => ProvingWorker;
};

/** Provers on a machine of their own: they know the sequencer's database and its key, and nothing else of it. */
export type ProvingService = {
  /**
   * Connects to the database, and proves what its queue holds from then on.
   *
   * @throws sequencer/bad-config without a database or a key, sequencer/database-unreachable, sequencer/unclaimed-database,
   *   sequencer/wrong-store-key; artifacts/no-native-prover where it can't write its temporary files
   */
  start(): Promise<void>;
  /**
   * Ends the provers; the jobs that they have go back to the queue.
   *
   * @throws sequencer/stop-timeout naming what did not stop
   */
  stop(): Promise<void>;
};

/**
 * Makes the provers of a machine; nothing is connected before `start`.
 *
 * @example
 * import { createProvingService, resolveConfig } from '@tallystick/sequencer';
 *
 * const provers = createProvingService(resolveConfig({ env: process.env })); // DATABASE_URL and the store's key
 * await provers.start();
 * process.once('SIGTERM', () => void provers.stop());
 */
export function createProvingService(config: ProvingConfig, deps: ProvingServiceDeps = {}): ProvingService {
  const logger = deps.logger ?? createLogger(config.logLevel);
  const life = createServiceLifecycle({
    timeoutMs: config.shutdownTimeoutMs ?? Number(configRows.shutdownTimeoutMs.default),
    logger,
  });

  async function launch(): Promise<void> {
    if (config.databaseUrl === undefined) {
      throw sequencerError('sequencer/bad-config', {
        message: "databaseUrl: expected the URL of the sequencer's PostgreSQL, got nothing",
        facts: { field: 'databaseUrl', option: 'DATABASE_URL or --database-url', expected: 'a URL' },
      });
    }
    const { cacheDir } = config;
    await assertProverFolders({ writesCache: false });
    // One that was filled beforehand may be read-only.
    await assertProverFolders({ cacheDir }).catch((error: unknown) => {
      logger.warn({ err: error }, 'what the cache lacks cannot be made here');
    });
    const cipher = createCipher(await readStoreKeys({ ...config, warn: (line) => logger.warn(line) }));
    const pool = await openPool({ url: config.databaseUrl, connections: 4 + 2 * config.provers, logger });
    life.add('database', () => closePool(pool));
    await assertMigrated(pool);
    const { chainId } = await readClaim({ meta: createMetaStore(pool) });
    await checkStoreKey(pool, cipher);
    const queue = createProvingQueue({
      pool,
      attempts: config.proofAttempts,
      timeoutSeconds: Math.ceil(config.proofTimeoutMs / 1000),
      isDriver: false,
      onError: (error) => logger.warn({ err: error }, 'proving queue'),
    });
    await queue.start();
    life.add('proving queue', queue.stop);
    const onProgress = (event: ProgressEvent): void => {
      logProgress(logger, event);
      deps.onProgress?.(event);
    };
    const start = deps.startWorker;
    life.add('provers', startProvers({ config, shapes: [], chainId, pool, cipher, queue, logger, onProgress, start }));
    logger.info({ provers: config.provers, chainId }, 'proving');
  }

  return { start: () => life.start(launch), stop: life.stop };
}
