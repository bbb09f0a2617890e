import type { Registry } from 'prom-client';

/**
 * Makes what puts the metrics of one kind of part into a registry: defined there by the first such part, and shared with those that
 * follow, since a registry takes each name once.
 *
 * @param marker one of the metrics; a registry that was cleared meanwhile hasn't it any more
 * @param define defines the metrics, which show what is among the sources when they are read
 */
export function createExposure<Source, Defined>(
  marker: string,
  define: (registry: Registry, sources: readonly Source[]) => Defined,
): (registry: Registry, source: Source) => Defined {
  const groups = new WeakMap<Registry, { sources: Source[]; defined: Defined }>();
  return (registry, source) => {
    let group = groups.get(registry);
    if (group === undefined || registry.getSingleMetric(marker) === undefined) {
      const sources: Source[] = [];
      group = { sources, defined: define(registry, sources) };
      groups.set(registry, group);
    }
    group.sources.push(source);
    return group.defined;
  };
}
