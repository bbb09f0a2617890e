import { collectProcess } from '@tallystick/prover/telemetry';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { itemOperations, operations } from '../operations/operations.js';

export type Metrics = ReturnType<typeof createMetrics>;

/** The service's Prometheus metrics, in a registry of their own, so that several services fit in one process. */
export function createMetrics() {
  const registry = new Registry();
  collectProcess(registry, 'tallystick_');
  const registers = [registry];
  const shape = ['shape'] as const;
  const submitted = Object.values(operations).map(({ name }) => name);
  const metrics = {
    registry,
    requests: new Counter({
      name: 'tallystick_http_requests_total',
      help: 'HTTP requests answered, by route and status.',
      labelNames: ['route', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'tallystick_http_request_seconds',
      help: 'Time from a request to the end of its answer, by route; without streams.',
      labelNames: ['route'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    accepted: new Counter({
      name: 'tallystick_intake_accepted_total',
      help: `Submissions taken in, by kind: ${submitted.join(', ')}. Repetitions count.`,
      labelNames: ['kind'],
      registers,
    }),
    refused: new Counter({
      name: 'tallystick_intake_refused_total',
      help: 'Submissions refused, by kind and error code.',
      labelNames: ['kind', 'code'],
      registers,
    }),
    ready: new Gauge({
      name: 'tallystick_ready',
      help: '1 while the service can do its work, as /readyz says.',
      registers,
    }),
    rejected: new Counter({
      name: 'tallystick_batch_rejected_items_total',
      help: 'Items taken in that a batch then refused, or that expired before one took them, by kind.',
      labelNames: ['kind'],
      registers,
    }),
    queue: new Gauge({
      name: 'tallystick_queue_items',
      help: 'Items that wait for a batch, by kind.',
      labelNames: ['kind'],
      registers,
    }),
    oldest: new Gauge({
      name: 'tallystick_queue_oldest_seconds',
      help: 'How long the oldest item has waited, by kind.',
      labelNames: ['kind'],
      registers,
    }),
    batches: new Counter({ name: 'tallystick_batches_total', help: 'Final batches.', labelNames: shape, registers }),
    failures: new Counter({
      name: 'tallystick_batch_failures_total',
      help: 'Attempts at a batch that failed.',
      registers,
    }),
    settled: new Counter({ name: 'tallystick_settlements_total', help: 'Settlements in final batches.', registers }),
    gas: new Counter({ name: 'tallystick_gas_used_total', help: 'Gas used by final batches.', registers }),
    witnessSeconds: new Histogram({
      name: 'tallystick_witness_seconds',
      help: 'Time to solve a witness.',
      labelNames: shape,
      buckets: [0.1, 0.3, 1, 3, 10, 30, 100],
      registers,
    }),
    proveSeconds: new Histogram({
      name: 'tallystick_prove_seconds',
      help: 'Time of the native prover.',
      labelNames: shape,
      buckets: [0.3, 1, 3, 10, 30, 100, 300],
      registers,
    }),
    jobs: new Gauge({
      name: 'tallystick_proving_jobs',
      help: 'Jobs of the proving queue, by state: waiting, active, dead.',
      labelNames: ['state'],
      registers,
    }),
    deadLetters: new Counter({
      name: 'tallystick_proving_dead_letters_total',
      help: 'Batches given up because no prover could prove them.',
      registers,
    }),
    badProofs: new Counter({
      name: 'tallystick_proving_bad_proofs_total',
      help: 'Proofs handed in that did not verify, by prover.',
      labelNames: ['prover'],
      registers,
    }),
    abandonedJobs: new Counter({
      name: 'tallystick_proving_abandoned_jobs_total',
      help: 'Jobs whose prover was gone.',
      registers,
    }),
    workerCrashes: new Counter({
      name: 'tallystick_proving_crashes_total',
      help: 'Times that the proving process ended by itself.',
      registers,
    }),
    lagBlocks: new Gauge({
      name: 'tallystick_chain_lag_blocks',
      help: 'Blocks between the head of the chain and what was followed, beyond those that confirmations ask for.',
      registers,
    }),
    followFailures: new Counter({
      name: 'tallystick_chain_failures_total',
      help: 'Polls of the chain that failed.',
      registers,
    }),
    walletWei: new Gauge({
      name: 'tallystick_operator_balance_wei',
      help: "Native balance of the operator's wallet.",
      registers,
    }),
  };
  // A counter that appears with its first event shows no increase, so the alert would miss it.
  for (const kind of submitted) metrics.accepted.inc({ kind }, 0);
  for (const { name: kind } of Object.values(itemOperations)) metrics.rejected.inc({ kind }, 0);
  return metrics;
}
