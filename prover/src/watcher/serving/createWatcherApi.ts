import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { describeProblem } from '../../core/errors/describeProblem.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { trustHops } from '../../files/trustHops.js';
import { MAX_EPOCH } from '../../statements/uptime/constants.js';
import { serializeWatchOpening } from '../../statements/uptime/opening.js';
import type { WatchTree } from '../../statements/uptime/watchTree.js';
import type { WatchContext, WatcherStatus } from '../context.js';
import { epochWindows } from '../time.js';
import { watcherError } from '../watcherErrors.js';
import { authenticateOpening } from './authenticateOpening.js';
import { createRateLimit } from './createRateLimit.js';

const BODY_LIMIT_BYTES = 1024;
const CONNECTION_TIMEOUT_MS = 30_000;
const MOST_CONNECTIONS = 512;
/** Asked by whoever supervises the process, often and from one address. */
const UNLIMITED = ['/healthz', '/readyz'];

export type CreateWatcherApiParameters = {
  context: WatchContext;
  status: () => WatcherStatus;
  /** The tree of an epoch that is over. */
  treeOf: (epoch: number) => Promise<WatchTree>;
};

/** The HTTP service of a watcher: openings, status, health. It isn't listening yet. */
export function createWatcherApi({ context, status, treeOf }: CreateWatcherApiParameters): FastifyInstance {
  const { config, clock, store, times, identity, logger, counters, signal } = context;
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: CONNECTION_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    trustProxy: trustHops(config.trustedProxies),
  });
  app.server.maxConnections = MOST_CONNECTIONS;
  const rate = createRateLimit({ perMinute: config.requestsPerMinute, nowMs: () => performance.now() });

  app.addHook('onRequest', async (request, reply) => {
    if (UNLIMITED.includes(request.routeOptions.url ?? '')) return;
    const waitSeconds = rate.take(request.ip);
    if (waitSeconds === 0) return;
    reply.header('retry-after', waitSeconds);
    throw watcherError('watcher/too-many-requests', { facts: { retryAfterSeconds: waitSeconds } });
  });
  app.setErrorHandler((error: FastifyError | TallystickError, request, reply) => {
    const told = error instanceof TallystickError ? error : toTold(error);
    const route = request.routeOptions.url;
    if (told.status >= 500) logger.error({ route, ...describeProblem(error) }, 'request failed');
    return reply.code(told.status).header('cache-control', 'no-store').send(told.toJSON());
  });
  app.setNotFoundHandler((request) => {
    const given = `${request.method} ${request.url.slice(0, 200)}`;
    throw watcherError('watcher/unknown-route', { facts: { field: 'path', given } });
  });

  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async () => {
    const { problems } = status();
    if (signal.aborted || Object.keys(problems).length > 0) {
      throw watcherError('watcher/not-ready', { facts: { stopping: signal.aborted, problems } });
    }
    return { status: 'ready' };
  });
  app.get('/v1/status', async () => status());
  app.get<{ Params: { epoch: string } }>('/v1/openings/:epoch', async (request, reply) => {
    const epoch = parseEpoch(request.params.epoch);
    const assigned = store.assignments(epoch) ?? [];
    const provider = await authenticateOpening({
      header: request.headers.authorization,
      epoch,
      watcher: identity.watcher,
      domain: identity.domain,
      nowSeconds: Math.floor(clock.nowMs() / 1000),
      responderOf: (wanted) =>
        assigned.find((known) => known.provider.toLowerCase() === wanted.toLowerCase())?.responder,
    });
    const { endMs } = epochWindows(times, epoch);
    if (clock.nowMs() < endMs) {
      throw watcherError('watcher/too-early', { facts: { epoch, availableFrom: Math.ceil(endMs / 1000) } });
    }
    if (!assigned.some((known) => known.provider.toLowerCase() === provider.toLowerCase())) {
      throw watcherError('watcher/unknown-opening', { facts: { provider, epoch } });
    }
    const opening = (await treeOf(epoch)).opening(provider);
    counters.openingsServed += 1;
    return reply.header('cache-control', 'no-store').send(serializeWatchOpening(opening));
  });
  return app;
}

function parseEpoch(text: string): number {
  const epoch = /^(0|[1-9][0-9]{0,9})$/.test(text) ? Number(text) : Number.NaN;
  if (epoch <= MAX_EPOCH) return epoch;
  throw watcherError('watcher/malformed', {
    facts: { field: 'epoch', given: text.slice(0, 80), expected: `integer from 0 to ${MAX_EPOCH}` },
  });
}

/** What Fastify refuses by itself keeps its status as far as there is a code for it. */
function toTold(error: FastifyError): TallystickError {
  const status = error.statusCode ?? 500;
  return watcherError(status < 500 ? 'watcher/malformed' : 'watcher/internal');
}
