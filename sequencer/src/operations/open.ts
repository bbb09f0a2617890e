import { Type } from '@sinclair/typebox';
import { type RegisteredAccount, registerAccount } from '../intake/open/registerAccount.js';
import type { Operation } from './Operation.js';
import * as schemas from './schemas.js';

export const accountStatus = schemas.status('queued', 'open', 'refunded');

export const publicTerms = {
  providerSerial: Type.Integer({ minimum: 0, description: "The provider's account; 0 for an earning account" }),
  prices: schemas.units.ref,
  expiry: schemas.count('Unix seconds; 0 for an earning account'),
};

/** Opens an account: queued by the contract, and its terms disclosed to the service. */
export const openOperation: Operation<RegisteredAccount> = {
  name: 'account',
  slots: 'opens',
  counts: { waiting: 'Opens', inBatch: 'Accounts opened' },
  rebuildAfter: [],
  submit: {
    path: '/v1/accounts',
    id: 'registerAccount',
    summary: 'Discloses the terms of an account',
    body: schemas.name(
      'AccountOpening',
      Type.Object({
        serial: schemas.serial,
        owner: schemas.point.ref,
        terms: Type.Object({
          ...publicTerms,
          viewKey: schemas.word('Reads the account; only its parties and the operator know it'),
        }),
      }),
    ),
    ok: schemas.name('RegisteredAccount', Type.Object({ serial: schemas.serial, status: accountStatus })),
    status: 201,
    createIntake:
      (context) =>
      (body, { within }) =>
        registerAccount(context, body, within),
    present: (registered) => registered,
  },
};
