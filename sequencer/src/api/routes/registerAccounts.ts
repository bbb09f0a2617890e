import { Type } from '@sinclair/typebox';
import { MAX_SERIAL } from '@tallystick/prover/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type AccountQuery, authorizeAccount } from '../../intake/authorizeAccount.js';
import { readAccount } from '../../intake/readAccount.js';
import type { ItemOperation } from '../../operations/Operation.js';
import { itemOperations } from '../../operations/operations.js';
import { ITEM_KINDS, type ItemKind, type ItemStores } from '../../store/items/itemStores.js';
import type { ApiContext } from '../ApiContext.js';
import { presentAccount } from '../presenters.js';
import * as schemas from '../schemas.js';
import { describeRoute } from './describeRoute.js';
import { parseNumber } from './parseNumber.js';
import { MAX_PAGE, type PageQuery, parseBefore, parseLimit } from './parsePage.js';

type Route = { Params: { serial: string }; Querystring: PageQuery };

/** What only an account's parties may read, by its access token. */
export function registerAccounts(app: FastifyInstance, { intake: { store }, waitOf }: ApiContext): void {
  const stores: ItemStores = store;
  const querystring = schemas.pageQuery(Type.String({ description: '`next` of the page before' }), MAX_PAGE);
  const params = schemas.serialParameter;

  app.get<Route>(
    '/v1/accounts/:serial',
    {
      schema: describeRoute('An account, after the last final batch', {
        id: 'getAccount',
        params,
        ok: schemas.account.ref,
        isPrivate: true,
      }),
    },
    async (request) => presentAccount(await readAccount(store, queryOf(request))),
  );
  const registerList = <K extends ItemKind>(kind: K): void => {
    const { list, submit }: ItemOperation<K> = itemOperations[kind];
    app.get<Route>(
      `/v1/accounts/:serial/${kind}`,
      { schema: describeRoute(list.summary, { id: list.id, params, querystring, ok: list.ok.ref, isPrivate: true }) },
      async (request) => {
        const query = queryOf(request);
        const limit = parseLimit(request.query);
        const before = parseBefore(request.query);
        await authorizeAccount(store, query);
        const records = await stores[kind].list(query.serial, limit, before);
        return { [kind]: records.map((record) => submit.present(record, waitOf)), next: nextOf(records, limit) };
      },
    );
  };
  for (const kind of ITEM_KINDS) registerList(kind);
}

function queryOf({ params, headers }: FastifyRequest<Route>): AccountQuery {
  const serial = parseNumber(params.serial, { field: 'serial', min: 1, max: MAX_SERIAL });
  return { serial, authorization: headers.authorization };
}

function nextOf(records: readonly { id: string }[], limit: number): string | null {
  return records.length === limit ? (records.at(-1)?.id ?? null) : null;
}
