import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import { authorizeProvider } from '../../intake/authorizeProvider.js';
import { registerAccount } from '../../intake/open/registerAccount.js';
import { createSettlementIntake } from '../../intake/settlement/createSettlementIntake.js';
import { submitWithdrawal } from '../../intake/withdrawal/submitWithdrawal.js';
import type { ApiContext } from '../ApiContext.js';
import { presentSettlement, presentWithdrawal } from '../presenters.js';
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
  const { intake } = context;
  const { store } = intake;
  const settlements = createSettlementIntake(intake);
  const submitter = createSubmitter(context);

  app.post(
    '/v1/accounts',
    {
      schema: describeRoute('Discloses the terms of an account', {
        id: 'registerAccount',
        body: schemas.opening,
        headers,
        ok: schemas.registered,
        status: 201,
      }),
    },
    submitter({
      kind: 'account',
      status: 201,
      take: (body, { within }) => registerAccount(intake, body, within),
      present: (registered) => registered,
    }),
  );
  app.post(
    '/v1/settlements',
    {
      schema: describeRoute("Settles an allowance's latest receipt, with the access token of its provider", {
        id: 'submitSettlement',
        isPrivate: true,
        body: schemas.receipt,
        headers,
        ok: schemas.settlement,
        status: 202,
      }),
    },
    submitter({
      kind: 'settlement',
      status: 202,
      authorize: (query) => authorizeProvider(store, query),
      take: settlements.submit,
      present: presentSettlement,
    }),
  );
  app.get<{ Params: { id: string } }>(
    '/v1/settlements/:id',
    {
      schema: describeRoute('What became of a settlement', {
        id: 'getSettlement',
        params: schemas.idParameter,
        ok: schemas.settlement,
      }),
    },
    async ({ params }) => presentSettlement(foundOrThrow(await store.settlements.get(idOf(params)), params.id)),
  );
  app.post(
    '/v1/withdrawals',
    {
      schema: describeRoute('Withdraws from an account', {
        id: 'submitWithdrawal',
        body: schemas.withdrawal,
        headers,
        ok: schemas.withdrawalStatus,
        status: 202,
      }),
    },
    submitter({
      kind: 'withdrawal',
      status: 202,
      take: (body, { within }) => submitWithdrawal(intake, body, within),
      present: presentWithdrawal,
    }),
  );
  app.get<{ Params: { id: string } }>(
    '/v1/withdrawals/:id',
    {
      schema: describeRoute('What became of a withdrawal', {
        id: 'getWithdrawal',
        params: schemas.idParameter,
        ok: schemas.withdrawalStatus,
      }),
    },
    async ({ params }) => presentWithdrawal(foundOrThrow(await store.withdrawals.get(idOf(params)), params.id)),
  );
}

/** Only what can be an id is looked up: PostgreSQL takes no text with a zero in it. */
function idOf({ id }: { id: string }): string {
  return /^[0-9a-f]{64}$/.test(id) ? id : '';
}
