import type { Metrics } from '../telemetry/createMetrics.js';
import type { ApiContext } from './ApiContext.js';

/** Counts what the HTTP service answers. */
export function observeRequests(
  metrics: Pick<Metrics, 'requests' | 'requestSeconds' | 'accepted' | 'refused' | 'ready'>,
): Required<Pick<ApiContext, 'count' | 'countIntake' | 'showReady'>> {
  return {
    count(route, status, seconds) {
      metrics.requests.inc({ route, status });
      // A stream ends when its reader goes; that says nothing of the service.
      if (!route.endsWith('/stream')) metrics.requestSeconds.observe({ route }, seconds);
    },
    countIntake(kind, refusedAs) {
      if (refusedAs === undefined) metrics.accepted.inc({ kind });
      else metrics.refused.inc({ kind, code: refusedAs });
    },
    showReady: (isReady) => metrics.ready.set(isReady ? 1 : 0),
  };
}
