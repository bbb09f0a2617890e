import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { ItemOperation, Operation } from '../../operations/Operation.js';
import { itemOperations, operations } from '../../operations/operations.js';
import { ITEM_KINDS, type ItemKind, type ItemStores } from '../../store/items/itemStores.js';
import type { ApiContext } from '../ApiContext.js';
import * as schemas from '../schemas.js';
import { createSubmitter } from './createSubmitter.js';
import { describeRoute } from './describeRoute.js';
import { foundOrThrow } from './foundOrThrow.js';

const headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description:
        'For the same key, account and body the first answer comes again for 24 hours, with `idempotency-replayed: true`',
      maxLength: 130,
    }),
  ),
});

/** What is submitted, and what became of it. */
export function registerSubmissions(app: FastifyInstance, context: ApiContext): void {
  const { intake, waitOf } = context;
  const { store } = intake;
  const stores: ItemStores = store;
  const submitter = createSubmitter(context);

  const registerSubmit = <T>({ name, submit }: Operation<T>): void => {
    const { path, id, summary, body, ok, status, authorize, createIntake, present } = submit;
    app.post(
      path,
      {
        schema: describeRoute(summary, {
          id,
          isPrivate: authorize !== undefined,
          body: body.ref,
          headers,
          ok: ok.ref,
          status,
        }),
      },
      submitter({
        kind: name,
        status,
        authorize: authorize && ((query) => authorize(store, query)),
        take: createIntake(intake),
        present: (taken) => present(taken, waitOf),
      }),
    );
  };
  const registerItem = <K extends ItemKind>(kind: K): void => {
    const operation: ItemOperation<K> = itemOperations[kind];
    const { get, submit } = operation;
    registerSubmit(operation);
    app.get<{ Params: { id: string } }>(
      `${submit.path}/:id`,
      { schema: describeRoute(get.summary, { id: get.id, params: schemas.idParameter, ok: submit.ok.ref }) },
      async ({ params }) => submit.present(foundOrThrow(await stores[kind].get(idOf(params)), params.id), waitOf),
    );
  };
  registerSubmit(operations.opens);
  for (const kind of ITEM_KINDS) registerItem(kind);
}

/** Only what can be an id is looked up: PostgreSQL takes no text with a zero in it. */
function idOf({ id }: { id: string }): string {
  return /^[0-9a-f]{64}$/.test(id) ? id : '';
}
