import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { BatchRecord } from '../../store/createBatchStore.js';
import type { ApiContext } from '../ApiContext.js';
import { presentBatch } from '../presenters.js';
import * as schemas from '../schemas.js';
import { createBatchStreams } from '../stream/createBatchStreams.js';
import { describeRoute } from './describeRoute.js';
import { foundOrThrow } from './foundOrThrow.js';
import { parseNumber } from './parseNumber.js';
import { MAX_PAGE, type PageQuery, parseLimit } from './parsePage.js';

const max = Number.MAX_SAFE_INTEGER;

/** Of all streams, so many may be one address's: nobody alone can take them from the others. */
const SHARE_OF_STREAMS = 0.1;

/** Batches: the list, each one, and their changes as they happen. */
export function registerBatches(app: FastifyInstance, context: ApiContext): void {
  const { store } = context.intake;
  const { feed, limits, gatesOf } = context;
  const present = (record: BatchRecord) => presentBatch(record, gatesOf(record.shape));

  app.get<{ Querystring: PageQuery }>(
    '/v1/batches',
    {
      schema: describeRoute('Batches, latest first', {
        id: 'getBatches',
        querystring: schemas.pageQuery(Type.Integer({ description: 'Only batches with a lower id' }), MAX_PAGE),
        ok: schemas.batches.ref,
      }),
    },
    async ({ query }) => {
      const limit = parseLimit(query);
      const before =
        query.before === undefined ? undefined : parseNumber(query.before, { field: 'before', min: 1, max });
      const records = await store.batches.list(limit, before);
      const next = records.length === limit ? (records.at(-1)?.id ?? null) : null;
      return { batches: records.map(present), next };
    },
  );
  app.get<{ Params: { id: string } }>(
    '/v1/batches/:id',
    { schema: describeRoute('One batch', { id: 'getBatch', params: schemas.batchParameter, ok: schemas.batch.ref }) },
    async ({ params }) => {
      const id = parseNumber(params.id, { field: 'id', min: 1, max });
      return present(foundOrThrow(await store.batches.get(id), params.id));
    },
  );

  const most = limits.streamsAtOnce;
  const streams = createBatchStreams({ feed, most, mostOfOne: Math.ceil(most * SHARE_OF_STREAMS), present });
  app.addHook('preClose', async () => streams.close());
  app.get<{ Querystring: { after?: unknown } }>(
    '/v1/batches/stream',
    {
      // The answer to HEAD would be a stream that nobody reads.
      exposeHeadRoute: false,
      schema: describeRoute(
        'Every change of a batch and every settlement that expires, as it happens, as server-sent events',
        {
          id: 'streamBatches',
          querystring: Type.Object({
            after: Type.Optional(Type.Integer({ minimum: 0, description: 'Cursor after which to go on; 0 for all' })),
          }),
          headers: Type.Object({
            'last-event-id': Type.Optional(Type.String({ description: 'The same, as browsers send it' })),
          }),
          textType: 'text/event-stream',
        },
      ),
    },
    async (request, reply) => {
      const { 'last-event-id': last } = request.headers;
      const given = last === undefined || last === '' ? request.query.after : last;
      const field = given === request.query.after ? 'after' : 'last-event-id';
      const after = given === undefined ? undefined : parseNumber(given, { field, min: 0, max });
      const stream = await streams.open(after, request.ip);
      // A proxy that collects answers would keep the events; a connection kept alive afterwards would hold up the service's end.
      return reply
        .headers({
          'content-type': 'text/event-stream',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
          connection: 'close',
        })
        .send(stream);
    },
  );
}
