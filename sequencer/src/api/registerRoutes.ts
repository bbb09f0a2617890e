import type { FastifyInstance } from 'fastify';
import type { ApiContext } from './ApiContext.js';
import { registerAccounts } from './routes/registerAccounts.js';
import { registerBatches } from './routes/registerBatches.js';
import { registerOperation } from './routes/registerOperation.js';
import { registerSubmissions } from './routes/registerSubmissions.js';
import { namedSchemas } from './schemas.js';

/** Every route of the service. */
export function registerRoutes(app: FastifyInstance, context: ApiContext): void {
  for (const { definition } of namedSchemas) app.addSchema(definition);
  registerSubmissions(app, context);
  registerAccounts(app, context);
  registerBatches(app, context);
  registerOperation(app, context);
}
