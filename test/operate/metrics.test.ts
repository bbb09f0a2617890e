import { readFileSync } from 'node:fs';
import { loadCrypto } from '@tallystick/prover/core';
import { createMemoryKeeperJournal, runKeeper } from '@tallystick/prover/keeper';
import { collectProcess } from '@tallystick/prover/telemetry';
import { createWatcher } from '@tallystick/prover/watcher';
import { type MetricObjectWithValues, type MetricValue, Registry } from 'prom-client';
import type { Address } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { beforeAll, expect, test } from 'vitest';
import { exposeBalance } from '../../prover/src/cli/support/openMetrics.js';
import { lintMetrics } from '../../prover/test-support/lintMetrics.js';
import { createTestProvider } from '../support/createTestProvider.js';

const read = (name: string) => readFileSync(new URL(`../../docs/operate/${name}`, import.meta.url), 'utf8');
beforeAll(() => loadCrypto());

const dashboards = ['grafana-gateway.json', 'grafana-watcher.json'];
const address: Address = `0x${'1'.repeat(40)}`;

/** The registries of a gateway, a watcher and a keeper, before they have done anything. */
async function createRegistries(): Promise<Registry[]> {
  const [gateway, watcher, keeper] = [new Registry(), new Registry(), new Registry()];
  createTestProvider({ metrics: gateway });
  const chain = { chainId: 1, registry: address, watcher: address };
  createWatcher({ dataDir: 'unused' }, { chain: chain as never, metrics: watcher });
  const publicClient = { getChainId: async () => 1, getBalance: async () => 10n ** 18n } as never;
  await runKeeper({
    publicClient,
    walletClient: { account: privateKeyToAccount(`0x${'7'.repeat(64)}`) } as never,
    contracts: { stakeRegistry: address, uptimeCourt: address, deployedAtBlock: 0 } as never,
    journal: createMemoryKeeperJournal(),
    pause: async () => {},
    signal: AbortSignal.abort(),
    metrics: keeper,
  });
  for (const [registry, prefix] of [
    [watcher, 'tallystick_watcher_'],
    [keeper, 'tallystick_keeper_'],
  ] as const) {
    collectProcess(registry, prefix);
    exposeBalance(registry, { prefix, publicClient, address });
  }
  return [gateway, watcher, keeper];
}

async function allMetrics(): Promise<MetricObjectWithValues<MetricValue<string>>[]> {
  const all = await Promise.all((await createRegistries()).map((registry) => registry.getMetricsAsJSON()));
  return all.flat();
}

const metricsIn = (text: string): string[] =>
  [...text.matchAll(/\btallystick_(?:gateway|watcher|keeper)_[a-z0-9_]+\b/g)].map(([name]) => name);

const baseOf = (name: string): string => name.replace(/_(bucket|count|sum)$/, '');

test('default: every metric of the alerts, the dashboards and the runbook is one that there is', async () => {
  const known = new Set((await allMetrics()).map(({ name }) => name));
  for (const name of ['alerts.yml', 'runbook.md', ...dashboards]) {
    const used = metricsIn(read(name)).map((metric) => (known.has(metric) ? metric : baseOf(metric)));
    expect(
      used.filter((metric) => !known.has(metric)),
      name,
    ).toEqual([]);
  }
  expect(metricsIn(read('alerts.yml')).length).toBeGreaterThan(10);
});

test('behavior: every metric of their own is on a dashboard', async () => {
  const shown = new Set(dashboards.flatMap((name) => metricsIn(read(name)).map(baseOf)));
  const own = (await allMetrics()).map(({ name }) => name).filter((name) => !/_(process|nodejs)_/.test(name));
  expect(own.length).toBeGreaterThan(25);
  expect(own.filter((name) => !shown.has(name))).toEqual([]);
});

test('behavior: all of them pass `promtool check metrics`', async () => {
  for (const registry of await createRegistries()) expect(lintMetrics(await registry.metrics())).toEqual([]);
});

test('behavior: a counter of an alert has samples before its first event, which would else be no increase', async () => {
  const sampled = new Set((await allMetrics()).filter(({ values }) => values.length > 0).map(({ name }) => name));
  const counted = [...read('alerts.yml').matchAll(/increase\((tallystick_(?:gateway|watcher|keeper)_\w+)/g)];
  expect(counted.length).toBeGreaterThan(5);
  expect(counted.map(([, name = '']) => name).filter((name) => !sampled.has(name))).toEqual([]);
});

test('behavior: the jobs of alerts and dashboards are those of the scrape configuration', () => {
  const jobs = new Set([...read('prometheus.yml').matchAll(/job_name: (\S+)/g)].map(([, name]) => name));
  expect(jobs.size).toBe(4);
  const named = [...read('alerts.yml').matchAll(/job="([\w-]+)"/g)].map(([, name]) => name);
  expect(named.filter((name) => !jobs.has(name))).toEqual([]);
  for (const job of jobs) expect(named).toContain(job);
  expect(read('prometheus.yml')).toContain('- alerts.yml');
});
