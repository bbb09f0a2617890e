import type { Logger } from 'pino';
import { Counter, Gauge } from 'prom-client';
import type { BaseChange } from '../l1/BaseChange.js';
import type { PublisherEvents } from '../publisher/Publisher.js';
import type { Store } from '../store/createStore.js';
import type { Metrics } from '../telemetry/createMetrics.js';

/** Logs and counts what publisher and follower tell. */
export type L1Observer = {
  /** For `createPublisher`. */
  publisherEvents: Required<PublisherEvents>;
  /** For `createFollower`, before whatever else hears of it. */
  onChange(change: BaseChange): void;
  /** For `createFollower`. */
  onContradiction(error: Error): void;
  /** Resolves when everything told so far is counted. */
  settle(): Promise<void>;
};

export type CreateL1ObserverParameters = {
  metrics: Pick<Metrics, 'registry' | 'batches' | 'settled' | 'gas' | 'failures'>;
  store: Pick<Store, 'batches'>;
  logger: Logger;
};

/** Makes an observer; its metrics are in the registry from then on. */
export function createL1Observer({ metrics, store, logger }: CreateL1ObserverParameters): L1Observer {
  const registers = [metrics.registry];
  const transactions = new Counter({
    name: 'tallystick_transactions_sent_total',
    help: 'Transactions handed to the nodes: first ones, replacements and repetitions.',
    labelNames: ['kind'],
    registers,
  });
  const fee = new Gauge({
    name: 'tallystick_transaction_max_fee_wei',
    help: 'Highest fee per unit of gas of the latest transaction.',
    registers,
  });
  const alerts = new Gauge({
    name: 'tallystick_publisher_alert',
    help: '1 while the publisher needs help: out-of-funds, fee-cap, refused, unreachable.',
    labelNames: ['kind'],
    registers,
  });
  const reorgs = new Counter({
    name: 'tallystick_reorgs_total',
    help: 'Reorgs that undid followed blocks.',
    registers,
  });
  const reorgDepth = new Gauge({
    name: 'tallystick_reorg_depth_blocks',
    help: 'Followed blocks that the latest reorg undid.',
    registers,
  });
  const moved = new Counter({
    name: 'tallystick_batches_moved_total',
    help: 'Batches that the chain changed: reinstated by a reorg, discarded, made by others.',
    labelNames: ['what'],
    registers,
  });
  for (const kind of ['out-of-funds', 'fee-cap', 'refused', 'unreachable']) alerts.set({ kind }, 0);
  // A counter that appears with its first event shows no increase, so the alert would miss it.
  for (const kind of ['first', 'replacement', 'repeated']) transactions.inc({ kind }, 0);
  for (const what of ['reinstated', 'discarded', 'foreign']) moved.inc({ what }, 0);
  const seen = new Set<string>();
  let counting = Promise.resolve();

  async function countFinal({ id, block, gasUsed }: BaseChange['final'][number]): Promise<void> {
    const batch = await store.batches.get(id);
    metrics.batches.inc({ shape: batch?.shape ?? 'unknown' });
    metrics.settled.inc(batch?.itemCounts.settlements ?? 0);
    metrics.gas.inc(Number(gasUsed ?? 0n));
    logger.info(
      { batch: id, block: `${block}`, gasUsed: gasUsed === undefined ? undefined : `${gasUsed}` },
      'batch final',
    );
  }

  return {
    publisherEvents: {
      onSent({ batch, hash, nonce, attempt, maxFeePerGas }) {
        const kind = seen.has(hash) ? 'repeated' : attempt === 1 ? 'first' : 'replacement';
        if (seen.size > 1000) seen.clear();
        seen.add(hash);
        transactions.inc({ kind });
        fee.set(Number(maxFeePerGas));
        logger.info({ batch, txHash: hash, nonce, attempt, kind, maxFeePerGas: `${maxFeePerGas}` }, 'transaction sent');
      },
      onMined({ batch, hash, block, gasUsed }) {
        logger.info({ batch, txHash: hash, block: `${block}`, gasUsed: `${gasUsed}` }, 'batch mined');
      },
      onDiscarded({ batches, reason }) {
        metrics.failures.inc();
        moved.inc({ what: 'discarded' }, batches.length);
        logger.warn({ batches, code: reason.code, reason: reason.message }, 'the contract will not take these batches');
      },
      onAlert({ kind, active, detail }) {
        alerts.set({ kind }, active ? 1 : 0);
        if (active) logger.error({ alert: kind, detail }, 'batches cannot be published; it is tried again');
        else logger.info({ alert: kind }, 'batches can be published again');
      },
      onError(error) {
        metrics.failures.inc();
        logger.error({ err: error }, 'publishing failed; it is tried again');
      },
    },
    onChange({ final, reinstated, discarded, foreign, reorgDepth: depth }) {
      if (depth > 0) {
        reorgs.inc();
        reorgDepth.set(depth);
        logger.warn({ depth, reinstated, foreign: foreign.removed }, 'reorg');
      }
      moved.inc({ what: 'reinstated' }, reinstated.length);
      moved.inc({ what: 'discarded' }, discarded.length);
      moved.inc({ what: 'foreign' }, foreign.added);
      if (foreign.added > 0) logger.warn({ count: foreign.added }, 'batches of others');
      if (discarded.length > 0) logger.warn({ batches: discarded }, 'batches no longer stand on the chain');
      for (const batch of final) {
        counting = counting
          .then(() => countFinal(batch))
          .catch((error: unknown) => {
            logger.warn({ err: error, batch: batch.id }, 'a final batch was not counted');
          });
      }
    },
    onContradiction(error) {
      logger.warn({ err: error }, "the nodes' answers contradict each other; they are asked again");
    },
    settle: () => counting,
  };
}
