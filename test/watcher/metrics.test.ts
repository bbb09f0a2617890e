import { Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import { lintMetrics } from '../../prover/test-support/lintMetrics.js';
import { createWorld, type World } from './support/createWorld.js';

let world: World;
afterEach(() => world.close());

test('default: what the status says, in a registry, and of no provider what was seen', async () => {
  world = await createWorld({ providerCount: 2 });
  const metrics = new Registry();
  const watcher = await world.start({}, { metrics });
  await world.toSlot(2);
  const text = await metrics.metrics();
  const { counters, epoch } = watcher.status();
  expect(counters.slotsRecorded).toBeGreaterThan(0);
  const label = `{watcher="${watcher.address}"}`;
  expect(text).toContain(`tallystick_watcher_slots_recorded_total${label} ${counters.slotsRecorded}\n`);
  expect(text).toContain(`tallystick_watcher_epoch${label} ${epoch}\n`);
  expect(text).toContain(`tallystick_watcher_assigned_providers${label} 2\n`);
  expect(text).toContain(`tallystick_watcher_ready${label} 1\n`);
  for (const { provider } of world.providers) expect(text.toLowerCase()).not.toContain(provider.toLowerCase());
  expect(lintMetrics(text)).toEqual([]);
  // Nor are they on the public service.
  expect((await fetch(`${watcher.url()}/metrics`)).status).toBe(404);
});
