import { setTimeout as delay } from 'node:timers/promises';
import { fieldToHex, hashTerms, loadCrypto, type ProgressEvent, TallystickError } from '@tallystick/prover';
import { type Deployment, isDevelopmentChain, readDeployment } from '@tallystick/verifier-contracts';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import type { Logger } from 'pino';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import type { PublicState } from './api/ApiContext.js';
import { createApi } from './api/createApi.js';
import { createMetrics } from './api/createMetrics.js';
import { createPipeline, type Pipeline } from './batcher/createPipeline.js';
import { readOperatorKey } from './cli/readOperatorKey.js';
import type { SequencerConfig } from './config.js';
import { createLogger } from './createLogger.js';
import type { IntakeContext } from './intake/IntakeContext.js';
import { registerAccount } from './intake/registerAccount.js';
import type { Chain, RollupState } from './l1/Chain.js';
import { createChain } from './l1/createChain.js';
import { createFollower, type Follower } from './l1/createFollower.js';
import { deriveOperatorAccount } from './operator/deriveOperatorAccount.js';
import { type ProvingWorker, type StartWorkerParameters, startWorker } from './proving/startWorker.js';
import { claimDatabase } from './store/claimDatabase.js';
import { closePool } from './store/closePool.js';
import { createStore, type Store } from './store/createStore.js';
import { acquireDriverLock } from './store/driver/acquireDriverLock.js';
import { startEmbeddedPostgres } from './store/embedded/startEmbeddedPostgres.js';
import { migrate } from './store/migrate.js';
import { createCipher } from './store/sealing/createCipher.js';
import { readStoreKeys } from './store/sealing/readStoreKeys.js';
import { sealStore } from './store/sealing/sealStore.js';
import { waitUntil } from './util/waitUntil.js';

/** What a sequencer is made of; every part has its default, and tests give their own. */
export type SequencerDeps = {
  logger?: Logger;
  /** Instead of the file that the configuration names. */
  deployment?: Deployment;
  startWorker?: (parameters: StartWorkerParameters) => ProvingWorker;
  /** Milliseconds of the epoch. */
  nowMs?: () => number;
  /** Hears of every step that takes long, artifacts and proofs. */
  onProgress?: (event: ProgressEvent) => void;
};

/** A sequencer: one HTTP service, one database, one deployment. */
export type Sequencer = {
  /**
   * Connects to everything, serves, brings store and contract together, loads the circuits, and makes batches from then on. The service
   * answers before it is ready; `/readyz` tells. What failed to start is stopped again.
   *
   * @throws sequencer/…, artifacts/…, ContractsError `deployment/…`
   */
  start(): Promise<void>;
  /** Stops in the reverse order. A batch in progress is taken up or given up at the next start; nothing that was answered is lost. */
  stop(): Promise<void>;
  /** Where the HTTP service listens, once started. */
  url(): string;
  /** Resolves with the reason when the sequencer can't go on by itself, so that its owner stops it. */
  failed: Promise<Error>;
};

/** Makes a sequencer; nothing is read or connected before `start`. */
export function createSequencer(config: SequencerConfig, deps: SequencerDeps = {}): Sequencer {
  const logger = deps.logger ?? createLogger(config.logLevel);
  const cleanups: { name: string; run: () => Promise<unknown> }[] = [];
  const stopping = new AbortController();
  let app: FastifyInstance | undefined;
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<Error>((resolve) => {
    fail = resolve;
  });

  async function openStore(): Promise<Store> {
    const cipher = createCipher(await readStoreKeys({ ...config, warn: (line) => logger.warn(line) }));
    let url = config.databaseUrl;
    let isOurs = false;
    if (url === undefined) {
      const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir });
      isOurs = !postgres.wasRunning;
      cleanups.push({ name: 'embedded PostgreSQL', run: async () => isOurs && postgres.stop() });
      url = postgres.url;
    }
    const pool = new pg.Pool({ connectionString: url, max: 16 });
    // A connection that breaks while nobody uses it; the next query opens another.
    pool.on('error', (error) => logger.warn({ err: error }, 'database connection lost'));
    cleanups.push({ name: 'database connections', run: () => closePool(pool) });
    await migrate(pool);
    const lock = await acquireDriverLock({
      pool,
      onLost(error) {
        logger.error({ err: error }, 'driver lock lost');
        fail(error);
      },
      onWaiting: () => logger.warn('another sequencer drives this database; this one stands by'),
      signal: stopping.signal,
    });
    cleanups.push({ name: 'driver lock', run: lock.release });
    // A server that ran already was left behind, then: whoever drives the database stops it.
    isOurs = true;
    const sealed = await sealStore(pool, cipher);
    if (sealed > 0) logger.info({ sealed, keyId: cipher.keyId }, 'secrets in the database sealed with the key');
    return createStore({ pool, cipher, driverEpoch: lock.epoch });
  }

  async function launch(): Promise<void> {
    const wallet = privateKeyToAccount(await readOperatorKey(config, (line) => logger.warn(line)));
    const deployment = deps.deployment ?? (await readDeployment(config.deploymentFile));
    await loadCrypto();
    const { rpcUrl, pollIntervalMs, logChunkBlocks } = config;
    const chain = createChain({ rpcUrl, deployment, wallet, pollIntervalMs });
    await assertChain(chain, deployment);
    const store = await openStore();
    await claimDatabase(store, deployment);
    const confirmations = config.confirmations ?? (isDevelopmentChain(deployment.chainId) ? 1 : 3);
    const { deployedAtBlock, domain } = deployment;
    const follower = createFollower({ chain, store, deployedAtBlock, confirmations, logChunkBlocks });
    const intake = { store, domain, chainTime: () => follower.head().time, sync: follower.sync };
    await follower.sync();

    const metrics = createMetrics();
    const { startWorker: start = startWorker, onProgress = () => {}, nowMs = Date.now } = deps;
    const worker = start({
      settings: { ...pick(config), chainId: deployment.chainId },
      onProgress(event) {
        const level = event.status === 'progress' ? 'trace' : event.status === 'notice' ? 'warn' : 'debug';
        logger[level]({ ...event }, event.status === 'notice' ? (event.detail ?? event.step) : 'progress');
        onProgress(event);
      },
      onCrash(facts) {
        metrics.workerCrashes.inc();
        logger.error(facts, 'the proving process ended by itself');
      },
    });
    cleanups.push({ name: 'proving process', run: worker.stop });
    const parts = { chain, store, follower, worker, logger, metrics, domain, confirmations, config, nowMs };
    const pipeline = createPipeline(parts);
    const poll = createPoll({ chain, store, follower, metrics, logger, nowMs, signal: stopping.signal });

    app = await createApi({
      intake,
      logger,
      metrics: metrics.registry,
      bodyLimitBytes: config.bodyLimitBytes,
      limits: config,
      waiting: poll.waiting,
      gatesOf: (name) => pipeline.shapes().find(({ shape }) => shape.name === name)?.gates,
      state: () => publicState({ store, deployment, follower, pipeline, rollup: poll.rollup() }),
      async assertReady() {
        const reason = stopping.signal.aborted ? 'stopping' : (poll.problem() ?? pipelineProblem(pipeline));
        if (reason !== undefined) throw new TallystickError('sequencer/not-ready', { facts: { reason } });
        await store.ping().catch((cause: unknown) => {
          throw new TallystickError('sequencer/not-ready', { facts: { reason: 'database' }, cause });
        });
      },
      count: (route, status) => metrics.requests.inc({ route, status }),
    });
    cleanups.push({ name: 'HTTP service', run: () => (app as FastifyInstance).close() });
    await poll.once();
    const polling = poll.loop(pollIntervalMs);
    cleanups.push({ name: 'chain polling', run: () => polling });
    await app.listen({ host: config.host, port: config.port });
    await registerOperator({ store, intake, deployment, wallet, pollIntervalMs, signal: stopping.signal });
    cleanups.push({ name: 'batches', run: pipeline.stop });
    await pipeline.start();
    logger.info({ url: url(), rollup: deployment.rollup, chainId: deployment.chainId }, 'sequencer ready');
  }

  function url(): string {
    const address = app?.server.address();
    if (typeof address !== 'object' || !address) throw new TallystickError('sequencer/not-ready');
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `http://${host}:${address.port}`;
  }

  async function stop(): Promise<void> {
    stopping.abort();
    const errors: unknown[] = [];
    for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) {
      try {
        await cleanup.run();
      } catch (error) {
        logger.error({ err: error }, `${cleanup.name} did not stop in order`);
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Parts of the sequencer did not stop in order');
  }

  return {
    async start() {
      try {
        await launch();
      } catch (error) {
        // The first error is the one to report; those of stopping are logged.
        await stop().catch(() => {});
        throw error;
      }
    },
    stop,
    url,
    failed,
  };
}

function pick({ shapes, referenceString, cacheDir, threads }: SequencerConfig) {
  return { shapes, referenceString, cacheDir, threads };
}

async function assertChain(chain: Chain, { chainId }: Deployment): Promise<void> {
  const given = await chain.chainId().catch((cause: unknown) => {
    throw new TallystickError('chain/unreachable', { facts: { field: 'rpcUrl' }, cause });
  });
  if (given === chainId) return;
  throw new TallystickError('sequencer/bad-deployment', {
    message: `The deployment is of chain ${chainId}, but chain ${given} answers.`,
    facts: { field: 'chainId', given, expected: chainId },
  });
}

type RegisterOperatorParameters = {
  store: Store;
  intake: IntakeContext;
  deployment: Deployment;
  wallet: PrivateKeyAccount;
  pollIntervalMs: number;
  signal: AbortSignal;
};

/** The operator's own account is registered like any other, once its open is confirmed; its terms follow from the wallet. */
async function registerOperator(parameters: RegisterOperatorParameters): Promise<void> {
  const { store, intake, deployment, wallet, pollIntervalMs: intervalMs, signal } = parameters;
  const { operatorSerial: serial } = deployment;
  const timeoutMs = Number.POSITIVE_INFINITY;
  const open = await waitUntil({ timeoutMs, intervalMs, signal }, () => store.opens.get(serial));
  if (!open || open.disclosed) return;
  const { terms, publicKey } = await deriveOperatorAccount(wallet);
  if (open.terms !== hashTerms(terms) || open.owner.x !== publicKey.x) {
    throw new TallystickError('sequencer/wrong-operator', { facts: { field: 'operatorKey', given: wallet.address } });
  }
  const { prices, providerSerial, expiry, viewKey } = terms;
  await registerAccount(intake, {
    serial,
    owner: { x: fieldToHex(publicKey.x), y: fieldToHex(publicKey.y) },
    terms: {
      providerSerial,
      prices: Object.fromEntries(Object.entries(prices).map(([key, price]) => [key, price.toString()])),
      expiry,
      viewKey: fieldToHex(viewKey),
    },
  });
}

type PollParameters = {
  chain: Chain;
  store: Store;
  follower: Follower;
  metrics: ReturnType<typeof createMetrics>;
  logger: Logger;
  nowMs: () => number;
  signal: AbortSignal;
};

/** Follows the chain, and keeps what the interface and the metrics say of it fresh. */
function createPoll({ chain, store, follower, metrics, logger, nowMs, signal }: PollParameters) {
  let rollup: RollupState | undefined;
  let problem: string | undefined = 'starting';
  let waiting = 0;

  async function once(): Promise<void> {
    await follower.sync();
    rollup = await chain.state();
    metrics.walletWei.set(Number(await chain.balance()));
    metrics.lagBlocks.set(Number(follower.head().number - follower.followed()));
    let items = 0;
    for (const kind of ['opens', 'settlements', 'withdrawals'] as const) {
      const { count, oldestMs } = await store[kind].waiting();
      if (kind !== 'opens') items += count;
      metrics.queue.set({ kind }, count);
      metrics.oldest.set({ kind }, oldestMs === undefined ? 0 : Math.max(0, nowMs() - oldestMs) / 1000);
    }
    waiting = items;
    problem = undefined;
  }

  return {
    once,
    waiting: () => waiting,
    async loop(intervalMs: number): Promise<void> {
      while (!signal.aborted) {
        await delay(intervalMs, undefined, { signal }).catch(() => {});
        if (signal.aborted) return;
        await once().catch((error: unknown) => {
          if (problem === undefined) logger.warn({ err: error }, 'the chain could not be followed; it is tried again');
          problem = 'chain';
          metrics.followFailures.inc();
        });
      }
    },
    rollup: () => rollup,
    problem: () => problem,
  };
}

function pipelineProblem(pipeline: Pipeline): string | undefined {
  if (pipeline.shapes().length === 0) return 'circuits are being loaded';
  const problem = pipeline.problem();
  return problem instanceof TallystickError && problem.code === 'sequencer/root-mismatch' ? problem.code : undefined;
}

async function publicState({
  store,
  deployment,
  follower,
  pipeline,
  rollup,
}: {
  store: Store;
  deployment: Deployment;
  follower: Follower;
  pipeline: Pipeline;
  rollup: RollupState | undefined;
}): Promise<PublicState> {
  if (!rollup) throw new TallystickError('sequencer/not-ready');
  const { chainId, token, domain } = deployment;
  const [opens, settlements, withdrawals] = await Promise.all([
    store.opens.waiting(),
    store.settlements.waiting(),
    store.withdrawals.waiting(),
  ]);
  return {
    chainId,
    rollup: deployment.rollup,
    token,
    domain: fieldToHex(domain),
    batchId: rollup.batchId,
    root: fieldToHex(rollup.root),
    batchTime: rollup.batchTime,
    chainTime: follower.head().time,
    operatorSerial: rollup.operatorSerial,
    feeBps: rollup.feeBps,
    shapes: pipeline.shapes().map(({ shape, gates, referenceString }) => {
      return { name: shape.name, settles: shape.settles, gates, referenceString };
    }),
    waiting: { opens: opens.count, settlements: settlements.count, withdrawals: withdrawals.count },
  };
}
