import { collectDefaultMetrics, type Registry } from 'prom-client';

/** Gauges that prom-client names like counters, which `promtool check metrics` refuses. */
const MISNAMED = ['active_handles', 'active_requests', 'active_resources'];

/**
 * Puts the metrics of the process into a registry: memory, CPU, event loop, garbage collection.
 *
 * @param prefix what their names begin with, such as `tallystick_watcher_`
 *
 * @example
 * import { collectProcess } from '@tallystick/prover/telemetry';
 * import { Registry } from 'prom-client';
 *
 * const metrics = new Registry();
 * collectProcess(metrics, 'shop_'); // beside what a gateway puts there
 */
export function collectProcess(registry: Registry, prefix: string): void {
  collectDefaultMetrics({ register: registry, prefix });
  for (const name of MISNAMED) registry.removeSingleMetric(`${prefix}nodejs_${name}_total`);
}
