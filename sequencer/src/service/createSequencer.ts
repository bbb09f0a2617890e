import { loadCrypto, type ProgressEvent, TallystickError } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import {
  type Deployment,
  isDevelopmentChain,
  readDeployment,
  serializeDeployment,
} from '@tallystick/verifier-contracts';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { privateKeyToAccount } from 'viem/accounts';
import { createApi } from '../api/createApi.js';
import { observeRequests } from '../api/observeRequests.js';
import { createBatchFeed } from '../api/stream/createBatchFeed.js';
import { createPipeline, type Pipeline } from '../batcher/createPipeline.js';
import type { SequencerConfig } from '../config/rows.js';
import { createOpenFinder } from '../intake/open/createOpenFinder.js';
import { createReceiptVerifier } from '../intake/settlement/createReceiptVerifier.js';
import { createChain } from '../l1/createChain.js';
import { createFollower } from '../l1/createFollower.js';
import { readOperatorKey } from '../operator/readOperatorKey.js';
import { type ProvingWorker, type StartWorkerParameters, startWorker } from '../proving/startWorker.js';
import { createPublisher } from '../publisher/createPublisher.js';
import { createProvingQueue } from '../queue/createProvingQueue.js';
import { keepListening } from '../queue/keepListening.js';
import { BATCH_CHANNEL, PROOF_CHANNEL } from '../queue/queueNames.js';
import { claimDatabase } from '../store/claimDatabase.js';
import { createStore } from '../store/createStore.js';
import { createCipher } from '../store/sealing/createCipher.js';
import { readStoreKeys } from '../store/sealing/readStoreKeys.js';
import { sealStore } from '../store/sealing/sealStore.js';
import { createLogger } from '../telemetry/createLogger.js';
import { createMetrics } from '../telemetry/createMetrics.js';
import { assertCanListen, cannotListen } from './assertCanListen.js';
import { assertChain } from './assertChain.js';
import { createDatabaseClock } from './createDatabaseClock.js';
import { createL1Observer } from './createL1Observer.js';
import { createPing } from './createPing.js';
import { createPoll } from './createPoll.js';
import { createProverHealth } from './createProverHealth.js';
import { createServiceLifecycle } from './createServiceLifecycle.js';
import { logProgress } from './logProgress.js';
import { openDatabase } from './openDatabase.js';
import { readPublicState } from './readPublicState.js';
import { registerOperator } from './registerOperator.js';
import { startProvers } from './startProvers.js';
import { startUpkeep } from './startUpkeep.js';

/** What a sequencer is made of; every part has its default, and tests give their own. */
export type SequencerDeps = {
  logger?: Logger;
  /** Instead of the file that the configuration names. */
  deployment?: Deployment;
  /** Of the provers of this machine. */
  startWorker?: (parameters: StartWorkerParameters) => ProvingWorker;
  /** Milliseconds of the epoch; the database's clock by default. */
  nowMs?: () => number;
  /** Hears of every step that takes long, artifacts and proofs. */
  onProgress?: (event: ProgressEvent) => void;
  /**
   * Whether another one may drive the database and listen at the same address as long as this one stands by: then a taken port is told only
   * once this one drives. With a database of one's own it is so by default.
   */
  standby?: boolean;
  /** Done once configuration, deployment, chain and port are right, before anything is made. */
  onChecked?: () => Promise<void>;
  /** Done when it stands by no longer, before anything else is read or written. */
  onDriving?: () => Promise<void>;
};

/** A sequencer: one HTTP service, one database, one deployment. */
export type Sequencer = {
  /**
   * Connects to everything, serves, brings store and contract together, loads the circuits, and makes batches from then on. While another
   * sequencer drives the database it stands by, and takes over when that one ends. The service answers before it is ready; `/readyz` tells.
   * What failed to start is stopped again.
   *
   * @throws sequencer/…, artifacts/…, ContractsError `deployment/…`
   */
  start(): Promise<void>;
  /**
   * Stops in the reverse order, within `shutdownTimeoutMs`; `/readyz` answers 503 from its begin on. Batches in progress are taken up at the
   * next start; nothing that was answered is lost.
   *
   * @throws sequencer/stop-timeout naming what did not stop
   */
  stop(): Promise<void>;
  /** Where the HTTP service listens, once started. */
  url(): string;
  /** Resolves with the reason, such as `sequencer/lock-lost`, when the sequencer can't go on by itself, so that its owner stops it. */
  failed: Promise<Error>;
};

/**
 * Makes a sequencer; nothing is read or connected before `start`.
 *
 * @example
 * import { createSequencer, resolveConfig } from '@tallystick/sequencer';
 *
 * const sequencer = createSequencer(resolveConfig({ env: process.env }));
 * await sequencer.start();
 * console.log(sequencer.url());
 * console.error(await sequencer.failed); // when it can't go on by itself
 * await sequencer.stop();
 */
export function createSequencer(config: SequencerConfig, deps: SequencerDeps = {}): Sequencer {
  const logger = deps.logger ?? createLogger(config.logLevel);
  const life = createServiceLifecycle({ timeoutMs: config.shutdownTimeoutMs, logger });
  let app: FastifyInstance | undefined;
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });

  async function launch(): Promise<void> {
    const wallet = privateKeyToAccount(await readOperatorKey(config, (line) => logger.warn(line)));
    const deployment = deps.deployment ?? (await readDeployment(config.deploymentFile));
    const { chainId, deployedAtBlock, domain } = deployment;
    const { standby = config.databaseUrl !== undefined } = deps;
    if (!standby) await assertCanListen(config);
    await loadCrypto();
    const { rpcUrl, pollIntervalMs, logChunkBlocks, reorgWindowBlocks } = config;
    const chain = createChain({ rpcUrl, deployment, wallet });
    await assertChain({ chain, deployment, rpcUrl });
    await deps.onChecked?.();
    const cipher = createCipher(await readStoreKeys({ ...config, warn: (line) => logger.warn(line) }));

    const onProgress = (event: ProgressEvent): void => {
      logProgress(logger, event);
      deps.onProgress?.(event);
    };
    const { shapes, referenceString, cacheDir } = config;
    // Apart from the provers: what they make is judged by a process that none of them can take down.
    const verifier = startWorker({ settings: { shapes, chainId, referenceString, cacheDir, threads: 1 }, onProgress });
    life.add('verifier', verifier.stop);
    // Already while this sequencer stands by, so that it takes over at once. What fails is told when the circuits are needed.
    verifier.load().catch(() => {});

    const { signal } = life;
    let isLost = false;
    const onLost = (error: TallystickError): void => {
      if (!isLost) logger.error({ err: error }, 'driver lock lost');
      isLost = true;
      fail(error);
    };
    const { pool, unboundedPool, lock, close } = await openDatabase({ config, logger, onLost, signal });
    life.add('database', close);
    if (standby) await assertCanListen(config);
    await deps.onDriving?.();
    const sealed = await sealStore(unboundedPool, cipher);
    if (sealed > 0) logger.info({ sealed, keyId: cipher.keyId }, 'secrets in the database sealed with the key');
    const store = createStore({ pool, unboundedPool, cipher, driverEpoch: lock.epoch, onLost });
    await claimDatabase(store, deployment);
    const clock = await createDatabaseClock({ pool, signal });
    life.add('clock', () => clock.stopped);
    const { nowMs = clock.nowMs } = deps;

    const metrics = createMetrics();
    const queue = createProvingQueue({
      pool: unboundedPool,
      attempts: config.proofAttempts,
      timeoutSeconds: Math.ceil(config.proofTimeoutMs / 1000),
      isDriver: true,
      onError: (error) => logger.warn({ err: error }, 'proving queue'),
    });
    await queue.start();
    life.add('proving queue', queue.stop);

    const observer = createL1Observer({ metrics, store, logger });
    const confirmations = config.confirmations ?? (isDevelopmentChain(chainId) ? 1 : 3);
    const follower = createFollower({
      ...{ chain, store, deployedAtBlock, confirmations, logChunkBlocks, reorgWindowBlocks, nowMs },
      onChange(change) {
        observer.onChange(change);
        pipeline.wake();
        publisher.wake();
      },
      onContradiction: observer.onContradiction,
    });
    const publisher = createPublisher({
      chain,
      store,
      shapeIdOf: (name) => pipeline.shapes().find(({ shape }) => shape.name === name)?.shape.id,
      config,
      events: {
        ...observer.publisherEvents,
        onDiscarded(discarded) {
          observer.publisherEvents.onDiscarded(discarded);
          pipeline.wake();
        },
      },
      nowMs,
    });
    const pipeline = createPipeline({
      ...{ chain, store, follower, queue, verifier, publisher, logger, metrics, chainId, domain, config, nowMs },
    });
    const receipts = createReceiptVerifier({
      onFailure: (error) =>
        logger.warn({ err: error }, 'the thread that verifies receipts failed; it is started again'),
    });
    life.add('verifying thread', receipts.close);
    const chainTime = () => follower.head().time;
    const findOpen = createOpenFinder({ opens: store.opens, sync: follower.sync });
    const intake = { store, domain, chainTime, findOpen, verify: receipts.verify };
    await follower.sync();
    const poll = createPoll({ chain, store, follower, queue, metrics, confirmations, logger, nowMs, signal });

    const feed = createBatchFeed({
      store,
      startMs: nowMs(),
      onError: (error) => logger.warn({ err: error }, 'changes of batches could not be read; it is tried again'),
    });
    const background = [
      feed.run(signal),
      keepListening(unboundedPool, BATCH_CHANNEL, feed.wake, signal),
      startUpkeep({ store, logger, nowMs, signal, settlementRetentionDays: config.settlementRetentionDays }),
    ];
    life.add('streams', () => Promise.all(background));

    const ping = createPing(store.ping);
    const provers = createProverHealth({ provers: config.provers, cacheDir });
    app = await createApi({
      intake,
      logger,
      metrics: metrics.registry,
      bodyLimitBytes: config.bodyLimitBytes,
      limits: config,
      waiting: poll.waiting,
      gatesOf: (name) => pipeline.shapes().find(({ shape }) => shape.name === name)?.gates,
      deployment: JSON.parse(serializeDeployment(deployment)) as object,
      state: () => readPublicState({ store, deployment, follower, pipeline, rollup: poll.rollup() }),
      async assertReady() {
        const reason = signal.aborted
          ? 'stopping'
          : (poll.problem() ?? pipelineProblem(pipeline) ?? (await provers.problem()));
        if (reason !== undefined) throw apiError('sequencer/not-ready', { facts: { reason } });
        await ping().catch((cause: unknown) => {
          throw apiError('sequencer/not-ready', { facts: { reason: 'database' }, cause });
        });
      },
      waitOf: publisher.waitOf,
      feed,
      ...observeRequests(metrics),
    });
    life.add('HTTP service', () => (app as FastifyInstance).close());
    await poll.once();
    const polling = poll.loop(pollIntervalMs);
    life.add('chain polling', () => polling);
    const { host, port } = config;
    await app.listen({ host, port }).catch((cause: unknown) => {
      throw cannotListen(config, cause);
    });
    await registerOperator({ store, intake, deployment, wallet, pollIntervalMs, signal });
    life.add('batches', pipeline.stop);
    await pipeline.start();
    const listening = keepListening(unboundedPool, PROOF_CHANNEL, pipeline.wake, signal);
    life.add('proof notifications', () => listening);
    publisher.start();
    life.add('publisher', publisher.stop);
    const stopProvers = startProvers({
      ...{ config, shapes, chainId, pool: unboundedPool, cipher, queue, logger, onProgress, start: deps.startWorker },
      onCrash: () => metrics.workerCrashes.inc(),
      watch: provers.watch,
    });
    life.add('provers', stopProvers);
    // What failed is told by /readyz; it keeps nothing from starting.
    await provers.settled();
    logger.info({ url: url(), rollup: deployment.rollup, chainId }, 'sequencer ready');
  }

  function url(): string {
    const address = app?.server.address();
    if (typeof address !== 'object' || !address) throw apiError('sequencer/not-ready');
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `http://${host}:${address.port}`;
  }

  return {
    start: () => life.start(launch),
    async stop() {
      const isUp = life.isUp();
      if (isUp) logger.info({ timeoutMs: config.shutdownTimeoutMs }, 'stopping');
      await life.stop();
      if (isUp) logger.info('stopped');
    },
    url,
    failed,
  };
}

function pipelineProblem(pipeline: Pipeline): string | undefined {
  if (pipeline.shapes().length === 0) return 'circuits are being loaded';
  const problem = pipeline.problem();
  return problem instanceof TallystickError && problem.code === 'sequencer/root-mismatch' ? problem.code : undefined;
}
