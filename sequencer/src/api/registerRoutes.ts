import { type TSchema, Type } from '@sinclair/typebox';
import { MAX_SERIAL, TallystickError } from '@tallystick/prover';
import type { FastifyInstance } from 'fastify';
import { createSettlementIntake } from '../intake/createSettlementIntake.js';
import { readAccount } from '../intake/readAccount.js';
import { registerAccount } from '../intake/registerAccount.js';
import { submitWithdrawal } from '../intake/submitWithdrawal.js';
import type { ApiContext } from './ApiContext.js';
import { presentAccount, presentBatch, presentSettlement, presentWithdrawal } from './presenters.js';
import * as schemas from './schemas.js';

const MAX_PAGE = 100;

type Page = { limit?: string; before?: string };

/** Every route of the service. */
export function registerRoutes(app: FastifyInstance, context: ApiContext): void {
  const { intake, metrics } = context;
  const { store } = intake;
  const settlements = createSettlementIntake(intake);
  const describe = (summary: string, parts: { body?: TSchema; ok?: TSchema; status?: number; tag?: string }) => ({
    summary,
    tags: [parts.tag ?? 'v1'],
    ...(parts.body === undefined ? {} : { body: parts.body }),
    response: {
      ...(parts.ok === undefined ? {} : { [parts.status ?? 200]: parts.ok }),
      '4xx': schemas.refusal,
      '5xx': schemas.refusal,
    },
  });

  app.post(
    '/v1/accounts',
    {
      schema: describe('Discloses the terms of an account', {
        body: schemas.opening,
        ok: schemas.registered,
        status: 201,
      }),
    },
    async (request, reply) => reply.code(201).send(await registerAccount(intake, request.body)),
  );
  app.get<{ Params: { serial: string } }>(
    '/v1/accounts/:serial',
    {
      schema: {
        ...describe('An account, after the last final batch', { ok: schemas.account }),
        security: [{ viewKey: [] }],
      },
    },
    async ({ params, headers }) => {
      const serial = parseNumber(params.serial, { field: 'serial', min: 1, max: MAX_SERIAL });
      return presentAccount(await readAccount(store, { serial, authorization: headers.authorization }));
    },
  );

  app.post(
    '/v1/settlements',
    {
      schema: describe("Settles an allowance's latest receipt", {
        body: schemas.receipt,
        ok: schemas.settlement,
        status: 202,
      }),
    },
    async (request, reply) => reply.code(202).send(presentSettlement(await settlements.submit(request.body))),
  );
  app.get<{ Params: { id: string } }>(
    '/v1/settlements/:id',
    { schema: describe('What became of a settlement', { ok: schemas.settlement }) },
    async ({ params }) => presentSettlement(found(await store.settlements.get(params.id), params.id)),
  );

  app.post(
    '/v1/withdrawals',
    {
      schema: describe('Withdraws from an account', {
        body: schemas.withdrawal,
        ok: schemas.withdrawalStatus,
        status: 202,
      }),
    },
    async (request, reply) => reply.code(202).send(presentWithdrawal(await submitWithdrawal(intake, request.body))),
  );
  app.get<{ Params: { id: string } }>(
    '/v1/withdrawals/:id',
    { schema: describe('What became of a withdrawal', { ok: schemas.withdrawalStatus }) },
    async ({ params }) => presentWithdrawal(found(await store.withdrawals.get(params.id), params.id)),
  );

  app.get<{ Querystring: Page }>(
    '/v1/batches',
    {
      schema: {
        ...describe('Batches, latest first', { ok: schemas.batches }),
        querystring: Type.Object({
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE, default: 20 })),
          before: Type.Optional(Type.Integer({ description: 'Only batches with a lower id' })),
        }),
      },
    },
    async ({ query }) => {
      const limit = parseNumber(query.limit ?? '20', { field: 'limit', min: 1, max: MAX_PAGE });
      const before =
        query.before === undefined
          ? undefined
          : parseNumber(query.before, { field: 'before', min: 1, max: Number.MAX_SAFE_INTEGER });
      const records = await store.batches.list(limit, before);
      const next = records.length === limit ? (records.at(-1)?.id ?? null) : null;
      return { batches: records.map((record) => presentBatch(record, context.gatesOf(record.shape))), next };
    },
  );
  app.get<{ Params: { id: string } }>(
    '/v1/batches/:id',
    { schema: describe('One batch', { ok: schemas.batch }) },
    async ({ params }) => {
      const id = parseNumber(params.id, { field: 'id', min: 1, max: Number.MAX_SAFE_INTEGER });
      const record = found(await store.batches.get(id), params.id);
      return presentBatch(record, context.gatesOf(record.shape));
    },
  );

  app.get('/v1/state', { schema: describe('What the chain and this service are at', {}) }, () => context.state());
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  app.get('/healthz', { schema: describe('Whether the process serves', { tag: 'operation' }) }, () => ({
    status: 'ok',
  }));
  app.get(
    '/readyz',
    { schema: describe('Whether chain, database and prover are there', { tag: 'operation' }) },
    async () => {
      await context.assertReady();
      return { status: 'ready' };
    },
  );
  app.get('/metrics', { schema: describe('Metrics for Prometheus', { tag: 'operation' }) }, async (_request, reply) =>
    reply
      .type(metrics.contentType)
      .serializer(String)
      .send(await metrics.metrics()),
  );
}

function found<T>(record: T | undefined, id: string): T {
  if (record !== undefined) return record;
  throw new TallystickError('sequencer/not-found', { facts: { field: 'id', given: id.slice(0, 100) } });
}

function parseNumber(text: string, { field, min, max }: { field: string; min: number; max: number }): number {
  const number = Number(text);
  if (/^[0-9]{1,16}$/.test(text) && number >= min && number <= max) return number;
  const expected = `integer from ${min} to ${max}`;
  throw new TallystickError('sequencer/malformed', {
    message: `${field}: expected ${expected}`,
    facts: { field, given: text.slice(0, 100), expected },
  });
}
