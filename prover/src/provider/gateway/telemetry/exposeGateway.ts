import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { UNIT_KEYS } from '../../../core/units.js';
import { createExposure } from '../../../telemetry/createExposure.js';
import type { GatewayTally } from './tally.js';
import type { Unsettled } from './unsettled.js';

/** A gateway as its metrics see it. */
export type GatewaySource = {
  providerSerial: number;
  tally: GatewayTally;
  unsettled: () => Unsettled;
};

const PREFIX = 'tallystick_gateway_';
const UNAVAILABLE = 'gateway/unavailable';

const expose = createExposure(`${PREFIX}requests_total`, defineMetrics);

/**
 * Puts a gateway's metrics into a registry. Several gateways of a process share the metrics, told apart by the label `provider`.
 */
export function exposeGateway(registry: Registry, source: GatewaySource): void {
  const { verification, commit } = expose(registry, source);
  const provider = `${source.providerSerial}`;
  verification.zero({ provider });
  commit.zero({ provider });
  const ofVerification = verification.labels(provider);
  const ofCommit = commit.labels(provider);
  source.tally.verified = (seconds) => ofVerification.observe(seconds);
  source.tally.committed = (seconds) => ofCommit.observe(seconds);
}

function defineMetrics(registry: Registry, sources: readonly GatewaySource[]) {
  const registers = [registry];
  const each = (show: (source: GatewaySource, provider: string) => void): void => {
    for (const source of sources) show(source, `${source.providerSerial}`);
  };

  new Counter({
    name: `${PREFIX}requests_total`,
    help: 'Requests to metered routes by outcome: served, uncharged, demanded (402), refused; the last two by error code.',
    labelNames: ['provider', 'outcome', 'code'],
    registers,
    collect() {
      this.reset();
      each(({ tally }, provider) => {
        this.inc({ provider, outcome: 'served', code: '' }, tally.served);
        this.inc({ provider, outcome: 'uncharged', code: '' }, tally.uncharged);
        // A counter that appears with its first event shows no increase, so the alert would miss it.
        if (!tally.refused.has(UNAVAILABLE)) this.inc({ provider, outcome: 'refused', code: UNAVAILABLE }, 0);
        for (const [code, { outcome, requests }] of tally.refused) this.inc({ provider, outcome, code }, requests);
      });
    },
  });
  new Counter({
    name: `${PREFIX}units_charged_total`,
    help: 'Units charged, by resource.',
    labelNames: ['provider', 'resource'],
    registers,
    collect() {
      this.reset();
      each(({ tally }, provider) => {
        for (const resource of UNIT_KEYS) this.inc({ provider, resource }, tally.units[resource]);
      });
    },
  });
  const count = (name: string, help: string, value: (tally: GatewayTally) => number): void => {
    new Counter({
      name: `${PREFIX}${name}`,
      help,
      labelNames: ['provider'],
      registers,
      collect() {
        this.reset();
        each(({ tally }, provider) => this.inc({ provider }, value(tally)));
      },
    });
  };
  count('receipts_accepted_total', 'Receipts that became the latest of their allowance.', (tally) => tally.receipts);
  count(
    'allowance_source_failures_total',
    'Questions about allowances that nobody answered.',
    (tally) => tally.sourceFailures,
  );
  const gauge = (name: string, help: string): Gauge<'provider'> =>
    new Gauge({ name: `${PREFIX}${name}`, help, labelNames: ['provider'], registers });
  // The first of the three reads for all of them: a look at every session, once for a scrape.
  new Gauge({
    name: `${PREFIX}unsettled_amount`,
    help: 'Token base units that such receipts are worth beyond what is settled.',
    labelNames: ['provider'],
    registers,
    collect() {
      for (const metric of [this, allowances, oldest]) metric.reset();
      const longest = new Map<string, number>();
      each(({ unsettled }, provider) => {
        const found = unsettled();
        this.inc({ provider }, found.amount);
        allowances.inc({ provider }, found.allowances);
        longest.set(provider, Math.max(found.oldestSeconds, longest.get(provider) ?? 0));
        oldest.set({ provider }, longest.get(provider) ?? 0);
      });
    },
  });
  const allowances = gauge(
    'unsettled_allowances',
    'Allowances with a receipt since the start that is worth more than what is settled.',
  );
  const oldest = gauge(
    'unsettled_oldest_seconds',
    'How long the allowance that waits longest has had such a receipt, counted from its last settlement.',
  );
  const verification = new Histogram({
    name: `${PREFIX}verification_seconds`,
    help: "Time to verify a receipt's signature.",
    labelNames: ['provider'],
    buckets: [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1],
    registers,
  });
  const commit = new Histogram({
    name: `${PREFIX}store_commit_seconds`,
    help: 'Time until charge and receipt are durable.',
    labelNames: ['provider'],
    buckets: [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3],
    registers,
  });
  return { verification, commit };
}
