import { TallystickError } from '@tallystick/prover/core';
import type { Logger } from 'pino';
import type { SequencerConfig } from '../config/rows.js';
import { sequencerError } from '../errors.js';
import type { Chain } from '../l1/Chain.js';
import type { Follower } from '../l1/createFollower.js';
import { toErrorRecord } from '../l1/toErrorRecord.js';
import { itemOperations, OPERATION_KINDS } from '../operations/operations.js';
import type { ProvableShape } from '../proving/protocol.js';
import type { ProvingWorker } from '../proving/startWorker.js';
import type { Publisher } from '../publisher/Publisher.js';
import type { ProvingQueue } from '../queue/createProvingQueue.js';
import { discardFrom } from '../store/base/discardFrom.js';
import type { Store } from '../store/createStore.js';
import { ITEM_KINDS } from '../store/items/itemStores.js';
import type { Metrics } from '../telemetry/createMetrics.js';
import type { Checkpoint } from '../util/Checkpoint.js';
import { type Bell, createBell } from '../util/createBell.js';
import { acceptProofs } from './acceptProofs.js';
import { closeBatch } from './closeBatch.js';
import { executePlan } from './executePlan.js';
import { expireSettlements } from './expireSettlements.js';
import { giveUpBatch } from './giveUpBatch.js';
import { planBatch } from './planBatch.js';
import { type ChangesCache, readTip, type Tip } from './readTip.js';
import { rejectItems } from './rejectItems.js';
import { tendJobs } from './tendJobs.js';

export type CreatePipelineParameters = {
  chain: Pick<Chain, 'state' | 'hasShape'>;
  /** As the driver: its transactions name the lock. */
  store: Store;
  follower: Pick<Follower, 'sync' | 'head'>;
  queue: ProvingQueue;
  /** Loads the shapes, and verifies what provers hand in. */
  verifier: Pick<ProvingWorker, 'load' | 'verify'>;
  publisher: Pick<Publisher, 'wake'>;
  logger: Logger;
  metrics: Metrics;
  chainId: number;
  domain: bigint;
  config: Pick<SequencerConfig, 'batchMaxAgeMs' | 'batchMinIntervalMs' | 'shapes' | 'batchesAhead' | 'proofAttempts'>;
  /** Milliseconds of the epoch, as the database's clock counts them. */
  nowMs: () => number;
  /** Milliseconds from any moment on, which no clock that is set moves; by default those of this process. */
  steadyMs?: () => number;
  /** How long a prover has to take the lock of a job that it took. */
  graceSeconds?: number;
  /** How long the gravest suspects wait after a failure, see `planBatch`. */
  suspectRestMs?: number;
  checkpoint?: Checkpoint;
};

/**
 * Turns what waits into proved batches. Consecutive batches are executed at once, each on the result of the one before, and proved by as
 * many provers as take their jobs; the publisher puts them on the chain in their order, and the follower says what is final.
 */
export type Pipeline = {
  /** Loads the shapes and goes on where the last process left off; batches are made from then on. */
  start(): Promise<void>;
  /** Ends after what can't be interrupted; everything is taken up at the next start. */
  stop(): Promise<void>;
  /** Says that there may be something to do: items came, the base changed, or a job did. */
  wake(): void;
  /** The shapes that are proved, once started. */
  shapes(): readonly ProvableShape[];
  /** The error of the last attempt, until one succeeds. */
  problem(): unknown;
};

const longestPauseMs = 60_000;
const tendIntervalMs = 1000;

/** A batch that still waits for a proof when it is so old is made anew: the contract takes it for 15 minutes, and it has to be mined. */
const outdatedSeconds = 12 * 60;

/** Makes a pipeline; nothing runs before `start`. */
export function createPipeline(parameters: CreatePipelineParameters): Pipeline {
  const { chain, store, follower, queue, verifier, publisher, logger, metrics, config, domain, chainId } = parameters;
  const { checkpoint = async () => {}, graceSeconds, suspectRestMs } = parameters;
  const { steadyMs = () => performance.now() } = parameters;
  const stopping = new AbortController();
  const { signal } = stopping;
  const cache: ChangesCache = new Map();
  const items = createBell();
  const jobs = createBell();
  const problems = new Map<string, unknown>();
  /** The chain's time, and since when it is known by `steadyMs`. */
  let chainTime = { time: 0, sinceMs: 0 };
  let shapes: ProvableShape[] = [];
  let loops: Promise<unknown> | undefined;

  async function loadShapes(): Promise<void> {
    const registered: ProvableShape[] = [];
    for (const candidate of await verifier.load()) {
      if (await chain.hasShape(candidate.shape)) registered.push(candidate);
      else logger.warn({ shape: candidate.shape.name }, 'shape is not registered in the contract');
    }
    if (registered.length === 0) {
      throw sequencerError('sequencer/no-shape', { facts: { field: 'shapes', given: config.shapes } });
    }
    shapes = registered;
    for (const { shape, gates, referenceString } of shapes) {
      metrics.batches.inc({ shape: shape.name }, 0);
      logger.info({ shape: shape.name, gates, referenceString }, 'shape loaded');
    }
  }

  const orderOf = (shape: string) => {
    const { referenceString = 'development', circuit } = shapes.find((known) => known.shape.name === shape) ?? {};
    return { shape, chainId, referenceString, circuit };
  };

  /** Whether to close a batch that isn't full: something has waited long enough, and a prover could begin with it. */
  async function isDue(tip: Tip): Promise<boolean> {
    const waiting = await Promise.all([
      store.opens.waiting(tip.firstQueued),
      ...ITEM_KINDS.map((kind) => store[kind].waiting()),
    ]);
    const oldest = Math.min(...waiting.map(({ oldestMs }) => oldestMs ?? Number.POSITIVE_INFINITY));
    if (parameters.nowMs() - oldest < config.batchMaxAgeMs) return false;
    // While batches wait for a prover, waiting longer costs nothing and fills the next one.
    const jobStates = (await store.witnesses.waiting()).map(({ jobId }) => queue.state(jobId));
    return !(await Promise.all(jobStates)).includes('waiting');
  }

  /** Before each batch, and also where none can be made: so nothing expires while it is put into one. */
  async function expire(): Promise<void> {
    const nowMs = parameters.nowMs();
    const { time } = follower.head();
    // Not by the database's clock: one that is set ahead would be taken for a chain that stood still all the while.
    if (time !== chainTime.time) chainTime = { time, sinceMs: steadyMs() };
    const stillSeconds = (steadyMs() - chainTime.sinceMs) / 1000;
    const ids = await expireSettlements({ store, now: nowMs / 1000, chainTime: time, stillSeconds });
    if (ids.length === 0) return;
    logger.warn({ settlements: ids }, 'settlements expired before a batch took them');
    metrics.rejected.inc({ kind: itemOperations.settlements.name }, ids.length);
  }

  /** Executes and closes one batch. Returns whether there was anything to do. */
  async function makeBatch(): Promise<boolean> {
    await expire();
    // Before anything of them is read: after a deep reorg all batches that were ever made may be live for a while.
    if ((await store.batches.live()).length >= config.batchesAhead) return false;
    const tip = await readTip(store, cache);
    const plan = await planBatch({ store, tip, shapes, nowMs: parameters.nowMs(), suspectRestMs });
    if (!plan || !(plan.isFull || (await isDue(tip)))) return false;
    await follower.sync();
    const { feeBps, operatorSerial } = await chain.state();
    const now = Math.max(follower.head().time, tip.time);
    const {
      executed,
      plan: left,
      rejected,
    } = await executePlan({
      store,
      tip,
      plan,
      terms: { domain, now, feeBps, operatorSerial },
      isCareful: await store.outcomes.isRefusing(),
    });
    await rejectItems({ store, tip, rejected });
    for (const { kind, id, reason } of rejected) {
      const { name } = itemOperations[kind];
      logger.warn({ [name]: id, code: reason.code, facts: reason.facts }, 'item rejected');
      metrics.rejected.inc({ kind: name });
    }
    if (!executed) return true;
    await checkpoint('executed', undefined);
    const { shape } = executed;
    const id = await closeBatch({ store, queue, executed, plan: left, order: orderOf(shape.name) });
    const counts = Object.fromEntries(OPERATION_KINDS.map((kind) => [kind, left[kind].length]));
    logger.info({ batch: id, shape: shape.name, ...counts }, 'batch executed');
    await checkpoint('closed', id);
    return true;
  }

  /** Gives up the oldest batch that waits for a proof, and all after it, when the contract would soon refuse it. */
  async function discardOutdated(): Promise<void> {
    const [oldest] = (await store.batches.live()).filter(({ status }) => status === 'executed');
    if (!oldest || follower.head().time - oldest.now < outdatedSeconds) return;
    const facts = { field: 'now', batch: oldest.id, given: oldest.now, expected: follower.head().time };
    const reason = sequencerError('sequencer/batch-outdated', { facts }).toJSON();
    // Attempts that run into their time limit don't all fit: without a mark the same items would come first for ever.
    if (await store.outcomes.hasFailed(oldest.id)) {
      await giveUpBatch({ store, logger, metrics }, oldest.id, reason);
      return;
    }
    const given = await store.transaction(async (tables) => {
      await tables.l1.lock();
      return discardFrom(tables, oldest.id, reason);
    });
    logger.warn({ discarded: given, err: reason }, 'batch outdated');
  }

  async function tendProofs(): Promise<boolean> {
    let accepted = 0;
    try {
      accepted = await acceptProofs({ store, verifier, logger, metrics, checkpoint });
      if (accepted > 0) publisher.wake();
    } finally {
      // Also where the verifier fails: a proof that it can't judge must not keep its batch, and all after it, for ever.
      await discardOutdated();
      const grace = graceSeconds === undefined ? {} : { graceSeconds };
      await tendJobs({ store, queue, attempts: config.proofAttempts, orderOf, logger, metrics, ...grace });
    }
    // A prover may be free now, or the chain shorter.
    items.ring();
    return accepted > 0;
  }

  /** Does the work again and again: at once while there is some, else when the bell rings or the pause is over; longer after failures. */
  async function loop(name: string, bell: Bell, intervalMs: number, work: () => Promise<boolean>): Promise<void> {
    let pauseMs = intervalMs;
    while (!signal.aborted) {
      try {
        const worked = await work();
        problems.delete(name);
        pauseMs = intervalMs;
        if (worked) continue;
      } catch (error) {
        if (signal.aborted) break;
        // Somebody was faster; the next look, which is rung for, sees it.
        if (!(error instanceof TallystickError && error.code === 'sequencer/stale-batch')) {
          problems.set(name, error);
          metrics.failures.inc();
          logger.error({ err: toErrorRecord(error), work: name }, 'work on batches failed; it is tried again');
          pauseMs = Math.min(2 * pauseMs, longestPauseMs);
          // A bell would only repeat the failure.
          await createBell().wait(pauseMs, signal);
          continue;
        }
      }
      await bell.wait(pauseMs, signal);
    }
  }

  return {
    async start() {
      await loadShapes();
      loops = Promise.all([
        loop('making', items, config.batchMinIntervalMs, makeBatch),
        loop('proving', jobs, tendIntervalMs, tendProofs),
      ]);
    },
    async stop() {
      stopping.abort();
      await loops;
    },
    wake() {
      items.ring();
      jobs.ring();
    },
    shapes: () => shapes,
    problem: () => problems.values().next().value,
  };
}
