import { setTimeout as delay } from 'node:timers/promises';
import { TallystickError } from '@tallystick/prover';
import type { Logger } from 'pino';
import type { Metrics } from '../api/createMetrics.js';
import type { SequencerConfig } from '../config.js';
import type { Chain } from '../l1/Chain.js';
import type { Follower } from '../l1/createFollower.js';
import type { ProvableShape } from '../proving/protocol.js';
import type { ProvingWorker } from '../proving/startWorker.js';
import { commitBatch } from '../publisher/commitBatch.js';
import { discardBatches } from '../publisher/discardBatches.js';
import { publishBatch } from '../publisher/publishBatch.js';
import { reconcile } from '../publisher/reconcile.js';
import { toRefusal } from '../publisher/toRefusal.js';
import type { Store } from '../store/createStore.js';
import { executePlan } from './executePlan.js';
import { planBatch } from './planBatch.js';

export type CreatePipelineParameters = {
  chain: Chain;
  store: Store;
  follower: Follower;
  worker: ProvingWorker;
  logger: Logger;
  metrics: Metrics;
  domain: bigint;
  confirmations: number;
  config: Pick<SequencerConfig, 'batchMaxAgeMs' | 'batchMinIntervalMs' | 'transactionTimeoutMs' | 'shapes'>;
  /** Milliseconds of the epoch, as the database's clock counts them. */
  nowMs: () => number;
};

/** Turns what waits into final batches, one after the other. */
export type Pipeline = {
  /** Brings store and contract together and loads the shapes; batches are made from then on. */
  start(): Promise<void>;
  /** Ends after what can't be interrupted; a batch in progress is taken up or given up at the next start. */
  stop(): Promise<void>;
  /** The shapes that are proved, once started. */
  shapes(): readonly ProvableShape[];
  /** The error of the last attempt, until one succeeds. */
  problem(): unknown;
};

const longestPauseMs = 60_000;

/** Makes a pipeline; nothing runs before `start`. */
export function createPipeline(parameters: CreatePipelineParameters): Pipeline {
  const { chain, store, follower, worker, logger, metrics, config, confirmations } = parameters;
  const stopping = new AbortController();
  const { signal } = stopping;
  const settling = { chain, store, confirmations, timeoutMs: config.transactionTimeoutMs, signal };
  let shapes: ProvableShape[] = [];
  let problem: unknown;
  let loop: Promise<void> | undefined;

  async function repair(): Promise<void> {
    for (const { id, outcome } of await reconcile(settling)) logger.info({ batch: id, outcome }, 'batch left behind');
    const [left] = await store.batches.live();
    if (left) await discardBatches(store, left.id, new TallystickError('sequencer/worker-failed').toJSON());
  }

  async function loadShapes(): Promise<void> {
    const provable = await worker.load();
    const registered: ProvableShape[] = [];
    for (const candidate of provable) {
      if (await chain.hasShape(candidate.shape)) registered.push(candidate);
      else logger.warn({ shape: candidate.shape.name }, 'shape is not registered in the contract');
    }
    if (registered.length === 0) {
      throw new TallystickError('sequencer/no-shape', { facts: { field: 'shapes', given: config.shapes } });
    }
    shapes = registered;
    for (const { shape, gates, referenceString } of shapes) {
      logger.info({ shape: shape.name, gates, referenceString }, 'shape loaded');
    }
  }

  async function isDue(isFull: boolean): Promise<boolean> {
    if (isFull) return true;
    const waiting = await Promise.all([
      store.opens.waiting(),
      store.settlements.waiting(),
      store.withdrawals.waiting(),
    ]);
    const oldest = Math.min(...waiting.map(({ oldestMs }) => oldestMs ?? Number.POSITIVE_INFINITY));
    return parameters.nowMs() - oldest >= config.batchMaxAgeMs;
  }

  /** One batch from plan to final. Returns whether there was anything to do. */
  async function makeBatch(): Promise<boolean> {
    const state = await chain.state();
    const plan = await planBatch({ store, shapes, firstQueued: state.firstQueued });
    if (!plan || !(await isDue(plan.isFull))) return false;
    await follower.sync();
    const { feeBps, operatorSerial, batchTime } = state;
    const now = Math.max(follower.head().time, batchTime);
    const terms = { domain: parameters.domain, now, feeBps, operatorSerial };
    const { executed, plan: left, rejected } = await executePlan({ store, plan, terms });
    for (const { kind, id, reason } of rejected) {
      logger.warn({ [kind]: id, code: reason.code, facts: reason.facts }, 'item rejected');
      metrics.rejected.inc({ kind });
      await (kind === 'settlement' ? store.settlements : store.withdrawals).reject(id, reason);
    }
    if (!executed) return true;
    const settled = left.settlements.map(({ id }, index) => {
      const { amount = 0n, fee = 0n } = executed.settlements[index] ?? {};
      return { id, amount, fee };
    });
    const withdrawals = left.withdrawals.map(({ id }) => id);
    const changes = { nodes: executed.nodes, accounts: executed.accounts, settlements: settled, withdrawals };
    const id = await store.transaction(async (tables) => {
      const batchId = await tables.batches.add(executed, left.firstSerial, changes);
      for (const item of settled) await tables.settlements.batch(item.id, batchId, item);
      for (const item of withdrawals) await tables.withdrawals.batch(item, batchId);
      return batchId;
    });
    const { shape } = executed;
    const counts = { opens: left.opens.length, settlements: settled.length, withdrawals: withdrawals.length };
    const log = logger.child({ batch: id, shape: shape.name });
    log.info(counts, 'batch executed');
    try {
      const startMs = performance.now();
      const proof = await worker.prove({ shape, inputs: executed.inputs, publicInputs: executed.publicInputs });
      await store.batches.prove(id, proof);
      const { witnessMs, proveMs } = proof;
      metrics.witnessSeconds.observe({ shape: shape.name }, witnessMs / 1000);
      metrics.proveSeconds.observe({ shape: shape.name }, proveMs / 1000);
      log.info({ witnessMs: Math.round(witnessMs), proveMs: Math.round(proveMs) }, 'batch proved');
      const mined = await publishBatch({ ...settling, batch: { id, shape, proof: proof.proof } });
      // Stopped while it waited: the next start finds the transaction's hash.
      if (!mined) return true;
      await commitBatch(store, id, mined);
      metrics.batches.inc({ shape: shape.name });
      metrics.settled.inc(settled.length);
      metrics.gas.inc(Number(mined.gasUsed));
      const seconds = (performance.now() - startMs) / 1000;
      log.info({ block: `${mined.block}`, gasUsed: `${mined.gasUsed}`, seconds }, 'batch final');
      return true;
    } catch (error) {
      const batch = await store.batches.get(id);
      // Sent already: whether it is mined is for `repair` to find out.
      if (!signal.aborted && batch && batch.status !== 'sent') await discardBatches(store, id, toRefusal(error));
      throw error;
    }
  }

  async function run(): Promise<void> {
    let pauseMs = config.batchMinIntervalMs;
    while (!signal.aborted) {
      try {
        if (problem !== undefined) await repair();
        const worked = await makeBatch();
        problem = undefined;
        pauseMs = config.batchMinIntervalMs;
        if (worked) continue;
      } catch (error) {
        if (signal.aborted) break;
        problem = error;
        metrics.failures.inc();
        logger.error({ err: toRefusal(error) }, 'batch failed; it is tried again');
        pauseMs = Math.min(2 * pauseMs, longestPauseMs);
      }
      await delay(pauseMs, undefined, { signal }).catch(() => {});
    }
  }

  return {
    async start() {
      await repair();
      await loadShapes();
      loop = run();
    },
    async stop() {
      stopping.abort();
      await worker.stop();
      await loop;
    },
    shapes: () => shapes,
    problem: () => problem,
  };
}
