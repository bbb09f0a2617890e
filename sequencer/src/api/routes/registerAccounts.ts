import { Type } from '@sinclair/typebox';
import { MAX_SERIAL } from '@tallystick/prover/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AccountQuery, authorizeAccount } from '../../intake/authorizeAccount.js';
import { readAccount } from '../../intake/readAccount.js';
import type { ApiContext } from '../ApiContext.js';
import { presentAccount, presentSettlement, presentWithdrawal } from '../presenters.js';
import * as schemas from '../schemas.js';
import { describeRoute } from './describeRoute.js';
import { parseNumber } from './parseNumber.js';
import { MAX_PAGE, type PageQuery, parseBefore, parseLimit } from './parsePage.js';

type Route = { Params: { serial: string }; Querystring: PageQuery };

/** What only an account's parties may read, by its access token. */
export function registerAccounts(app: FastifyInstance, { intake: { store } }: ApiContext): void {
  const querystring = schemas.pageQuery(Type.String({ description: '`next` of the page before' }), MAX_PAGE);
  const params = schemas.serialParameter;

  app.get<Route>(
    '/v1/accounts/:serial',
    {
      schema: describeRoute('An account, after the last final batch', {
        id: 'getAccount',
        params,
        ok: schemas.account,
        isPrivate: true,
      }),
    },
    async (request) => presentAccount(await readAccount(store, queryOf(request))),
  );
  app.get<Route>(
    '/v1/accounts/:serial/settlements',
    {
      schema: describeRoute("An allowance's settlements, latest first", {
        id: 'getAccountSettlements',
        params,
        querystring,
        ok: schemas.settlements,
        isPrivate: true,
      }),
    },
    async (request) => {
      const query = queryOf(request);
      const limit = parseLimit(request.query);
      const before = parseBefore(request.query);
      await authorizeAccount(store, query);
      const records = await store.settlements.list(query.serial, limit, before);
      return { settlements: records.map(presentSettlement), next: nextOf(records, limit) };
    },
  );
  app.get<Route>(
    '/v1/accounts/:serial/withdrawals',
    {
      schema: describeRoute("An account's withdrawals, latest first", {
        id: 'getAccountWithdrawals',
        params,
        querystring,
        ok: schemas.withdrawals,
        isPrivate: true,
      }),
    },
    async (request) => {
      const query = queryOf(request);
      const limit = parseLimit(request.query);
      const before = parseBefore(request.query);
      await authorizeAccount(store, query);
      const records = await store.withdrawals.list(query.serial, limit, before);
      return { withdrawals: records.map(presentWithdrawal), next: nextOf(records, limit) };
    },
  );
}

function queryOf({ params, headers }: FastifyRequest<Route>): AccountQuery {
  const serial = parseNumber(params.serial, { field: 'serial', min: 1, max: MAX_SERIAL });
  return { serial, authorization: headers.authorization };
}

function nextOf(records: readonly { id: string }[], limit: number): string | null {
  return records.length === limit ? (records.at(-1)?.id ?? null) : null;
}
