import { Counter, Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { collectProcess } from './collectProcess.js';
import { serveMetrics } from './serveMetrics.js';

test('default: the registry at /metrics and nothing else, until it is closed', async () => {
  const registry = new Registry();
  new Counter({ name: 'tallystick_test_total', help: 'A test.', registers: [registry] }).inc(3);
  const server = await serveMetrics(registry, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  const response = await fetch(server.url);
  expect(response.headers.get('content-type')).toBe(registry.contentType);
  expect(await response.text()).toContain('tallystick_test_total 3');
  expect((await fetch(new URL('/', server.url))).status).toBe(404);
  expect((await fetch(server.url, { method: 'POST' })).status).toBe(404);
  await server.close();
  await expect(fetch(server.url)).rejects.toThrow();
});

test('error: a taken port, and metrics that cannot be read', async () => {
  const registry = new Registry();
  const server = await serveMetrics(registry, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  const taken = { host: '127.0.0.1', port: Number(new URL(server.url).port) };
  await expect(serveMetrics(registry, taken)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  registry.registerMetric(
    new Counter({
      name: 'tallystick_bad_total',
      help: 'Cannot be read.',
      registers: [],
      collect() {
        throw new Error('gone');
      },
    }),
  );
  const response = await fetch(server.url);
  expect([response.status, await response.text()]).toEqual([500, 'the metrics could not be read\n']);
});

test('behavior: what the process tells of itself, each under its prefix', async () => {
  const registry = new Registry();
  collectProcess(registry, 'tallystick_test_');
  const names = (await registry.getMetricsAsJSON()).map(({ name }) => name);
  expect(names).toContain('tallystick_test_process_resident_memory_bytes');
  expect(names.filter((name) => !name.startsWith('tallystick_test_'))).toEqual([]);
});
