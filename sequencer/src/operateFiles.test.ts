import { readdirSync, readFileSync } from 'node:fs';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { lintMetrics } from '../../prover/test-support/lintMetrics.js';
import { type ConfigRow, configRows } from './config/rows.js';
import { createL1Observer } from './service/createL1Observer.js';
import { createMetrics } from './telemetry/createMetrics.js';

const folder = new URL('../../docs/operate/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));

/** Every metric as the service has it when it starts. */
async function metricsAtStart() {
  const metrics = createMetrics();
  createL1Observer({ metrics, store: {} as never, logger: pino({ level: 'silent' }) });
  return metrics.registry.getMetricsAsJSON();
}

/** Names of every metric that the service has; those of histograms as they are asked for. */
async function metricNames(): Promise<Set<string>> {
  const all = await metricsAtStart();
  const suffixes = ['', '_bucket', '_count', '_sum'];
  return new Set(
    all.flatMap(({ name, type }) => (`${type}` === 'histogram' ? suffixes.map((suffix) => name + suffix) : [name])),
  );
}

/** Metrics in a text; channels, schemas and files have other endings, and those of other parts are looked at in test/operate. */
function metricsIn(text: string): string[] {
  return [...text.matchAll(/\btallystick_[a-z0-9_]+\b/g)]
    .map(([name]) => name)
    .filter((name) => name !== 'tallystick_queue' && !/^tallystick_(gateway|watcher|keeper)_/.test(name));
}

test('default: every metric of the alerts, the dashboard and the pages is one that the service has', async () => {
  const known = await metricNames();
  for (const name of ['alerts.yml', 'grafana.json', ...pages]) {
    const used = metricsIn(read(name));
    expect(
      used.filter((metric) => !known.has(metric)),
      name,
    ).toEqual([]);
  }
  expect(metricsIn(read('alerts.yml')).length).toBeGreaterThan(20);
  expect(metricsIn(read('grafana.json')).length).toBeGreaterThan(20);
});

test('behavior: the metrics pass `promtool check metrics`', async () => {
  const metrics = createMetrics();
  createL1Observer({ metrics, store: {} as never, logger: pino({ level: 'silent' }) });
  expect(lintMetrics(await metrics.registry.metrics())).toEqual([]);
});

test('behavior: every metric of the service itself is on the dashboard', async () => {
  const shown = new Set(metricsIn(read('grafana.json')).map((name) => name.replace(/_(bucket|count|sum)$/, '')));
  const own = [...(await metricNames())].filter((name) => !/_(process|nodejs)_|_(bucket|count|sum)$/.test(name));
  expect(own.filter((name) => !shown.has(name))).toEqual([]);
});

/** The expressions of the alerts, each in one line. */
function alertExpressions(): string[] {
  const blocks = read('alerts.yml').split('- alert: ').slice(1);
  return blocks.map((block) => (/expr: ([\s\S]*?)\n {8}(?:for|labels):/.exec(block)?.[1] ?? '').replace(/\s+/g, ' '));
}

test('behavior: no alert misses a first event: a counter has samples from the start, or is compared with its past', async () => {
  const sampled = new Set((await metricsAtStart()).filter(({ values }) => values.length > 0).map(({ name }) => name));
  // One sample for each shape from when it is loaded, before which the service isn't ready.
  sampled.add('tallystick_batches_total');
  const expressions = alertExpressions();
  expect(expressions.filter((expression) => expression === '')).toEqual([]);
  const missed = expressions
    .filter((expression) => !expression.includes(' offset ') && !expression.includes('rate('))
    .flatMap((expression) => metricsIn([...expression.matchAll(/increase\((\w+)/g)].map(([, name]) => name).join(' ')))
    .filter((name) => !sampled.has(name) && name !== 'tallystick_intake_refused_total');
  expect(missed).toEqual([]);
});

test('behavior: alerts that compare one metric by two labels add both up, since unlike labels never match', () => {
  const sides = alertExpressions()
    .flatMap((expression) => expression.split(/ (?:and|or) /))
    .map((comparison) => comparison.split(/ [<>]=? /))
    .filter((both) => new Set(both.flatMap((side) => side.match(/\{[^}]*\}/g) ?? [])).size > 1)
    .flat();
  expect(sides.length).toBeGreaterThan(0);
  expect(sides.filter((side) => !side.startsWith('sum('))).toEqual([]);
});

test('behavior: endpoints that hang are alerted too, though a poll then takes a minute to fail', () => {
  const expression = alertExpressions().find((candidate) => candidate.includes('tallystick_chain_failures_total'));
  const [, minutes, threshold] = /^increase\(\w+\[(\d+)m\]\) > (\d+)$/.exec(expression ?? '') ?? [];
  // Three endpoints of 10 s, each asked twice, and the pause between two polls.
  const failureSeconds = 3 * 10 * 2 + Number(configRows.pollIntervalMs.default) / 1000;
  expect(Math.floor((Number(minutes) * 60) / failureSeconds)).toBeGreaterThan(Number(threshold));
});

test('behavior: every alert has a part of the runbook', () => {
  const runbook = read('runbook.md');
  const alerts = [...read('alerts.yml').matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  expect(alerts.length).toBeGreaterThan(10);
  expect(alerts.filter((name) => !runbook.includes(`\`${name}\``))).toEqual([]);
});

test('behavior: every option of the unit and the pages exists', () => {
  const rows: ConfigRow[] = Object.values(configRows);
  const flags = new Set(rows.flatMap(({ flag }) => (flag === undefined ? [] : [flag.split(' ')[0]])));
  const variables = new Set([...rows.map(({ env }) => env), 'TALLYSTICK_CONFIG', 'NODE_ENV']);
  const unit = read('tallystick-sequencer.service');
  const [, command = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
  expect([...command.matchAll(/--[a-z-]+/g)].map(([flag]) => flag).filter((flag) => !flags.has(flag))).toEqual([]);
  const set = [...unit.matchAll(/^Environment=(\w+)=/gm)].map(([, name = '']) => name);
  expect(set.filter((name) => !variables.has(name))).toEqual([]);
  // Options of the commands that aren't of the configuration, and of other programs.
  const others = new Set([
    '--standby',
    '--json',
    '--config',
    '--database-url',
    '--block',
    '--rpc-url',
    '--interactive',
    '--admin',
    '--admin-delay-seconds',
    '--earning',
    '--serial',
    '--wait',
    '--version',
    '--format',
    '--dbname',
    '--clean',
    '--if-exists',
    '--now',
    '--all',
    '--store',
    '--probe-concurrency',
  ]);
  for (const name of ['runbook.md', 'l1.md']) {
    const named = [...read(name).matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([flag]) => flag);
    expect(
      named.filter((flag) => !flags.has(flag) && !others.has(flag)),
      name,
    ).toEqual([]);
  }
});

test('behavior: the unit leaves the service the time that it takes to stop', () => {
  const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(read('tallystick-sequencer.service')) ?? [];
  expect(Number(seconds) * 1000).toBeGreaterThan(Number(configRows.shutdownTimeoutMs.default));
});
