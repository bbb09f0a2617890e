import type { FastifyInstance } from 'fastify';
import type { ApiContext } from '../ApiContext.js';
import * as schemas from '../schemas.js';
import { describeRoute } from './describeRoute.js';

/** What tells how the service does. */
export function registerOperation(app: FastifyInstance, context: ApiContext): void {
  const { metrics } = context;
  const tag = 'operation';
  app.get(
    '/v1/state',
    { schema: describeRoute('What the chain and this service are at', { id: 'getState', ok: schemas.state.ref }) },
    () => context.state(),
  );
  app.get(
    '/v1/deployment',
    {
      schema: describeRoute("The deployment file, to be held to the chain by who doesn't trust this service", {
        id: 'getDeployment',
        ok: schemas.deployment.ref,
      }),
    },
    () => context.deployment,
  );
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  app.get(
    '/healthz',
    { schema: describeRoute('Whether the process serves', { id: 'getHealth', tag, ok: schemas.health.ref }) },
    () => ({ status: 'ok' }),
  );
  app.get(
    '/readyz',
    {
      schema: describeRoute('Whether chain, database and prover are there', {
        id: 'getReadiness',
        tag,
        ok: schemas.health.ref,
      }),
    },
    async () => {
      await context.assertReady();
      return { status: 'ready' };
    },
  );
  app.get(
    '/metrics',
    { schema: describeRoute('Metrics for Prometheus', { id: 'getMetrics', tag, textType: 'text/plain' }) },
    async (_request, reply) => {
      const isReady = await context.assertReady().then(
        () => true,
        () => false,
      );
      context.showReady?.(isReady);
      return reply
        .type(metrics.contentType)
        .serializer(String)
        .send(await metrics.metrics());
    },
  );
}
