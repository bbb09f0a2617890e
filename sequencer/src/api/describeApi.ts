import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { ApiContext } from './ApiContext.js';
import { createApi } from './createApi.js';

/** What is used of an OpenAPI 3.1 document. */
export type ApiDocument = {
  info: { title: string; version: string };
  components: { schemas: Record<string, ApiSchema> };
  paths: Record<string, Record<string, ApiOperation>>;
};

/** A schema of JSON, as far as the service's schemas go. */
export type ApiSchema = {
  $ref?: string;
  type?: string;
  pattern?: string;
  enum?: string[];
  anyOf?: ApiSchema[];
  properties?: Record<string, ApiSchema>;
  required?: string[];
  items?: ApiSchema;
  additionalProperties?: ApiSchema | boolean;
  patternProperties?: Record<string, ApiSchema>;
  description?: string;
};

type Content = { content?: Record<string, { schema?: ApiSchema }>; headers?: Record<string, { schema: ApiSchema }> };

export type ApiOperation = {
  operationId: string;
  summary: string;
  parameters?: {
    name: string;
    in: 'path' | 'query' | 'header';
    required?: boolean;
    schema: ApiSchema;
    description?: string;
  }[];
  /** Empty for whoever may ask without a token. */
  security?: Record<string, string[]>[];
  requestBody?: Content;
  responses: Record<string, Content>;
};

/** The OpenAPI document of the service as it is at /openapi.json; nothing is connected. */
export async function describeApi(): Promise<ApiDocument> {
  const context = {
    intake: { store: {} },
    state: () => Promise.reject(new TypeError('A service that only describes itself has no state')),
    waiting: () => 0,
    assertReady: async () => {},
    gatesOf: () => undefined,
    feed: {},
    metrics: new Registry(),
    logger: pino({ level: 'silent' }),
    bodyLimitBytes: 1024,
    limits: { requestsPerMinute: 0, requestsAtOnce: 1, streamsAtOnce: 1, itemsWaiting: 1, trustedProxies: 0 },
  } as unknown as ApiContext;
  const app = await createApi(context);
  try {
    await app.ready();
    return app.swagger() as unknown as ApiDocument;
  } finally {
    await app.close();
  }
}
