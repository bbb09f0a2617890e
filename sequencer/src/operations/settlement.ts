import { Type } from '@sinclair/typebox';
import { UNIT_KEYS, type Units } from '@tallystick/prover/core';
import { authorizeProvider } from '../intake/authorizeProvider.js';
import { createSettlementIntake } from '../intake/settlement/createSettlementIntake.js';
import type { SettlementRecord } from '../store/items/createSettlementStore.js';
import { forgetOldSettlements } from './forgetSettlements.js';
import type { ItemOperation } from './Operation.js';
import * as schemas from './schemas.js';
import { presentWait, type WaitOf, wait } from './Wait.js';

const settlement = schemas.name(
  'Settlement',
  Type.Object({
    id: Type.String(),
    serial: schemas.serial,
    status: schemas.status('pending', 'batched', 'final', 'superseded', 'rejected', 'expired'),
    units: schemas.units.ref,
    amount: schemas.orNull(schemas.decimal('Token base units')),
    fee: schemas.orNull(schemas.decimal('Token base units of it for the operator')),
    expiry: schemas.orNull(
      schemas.count('Unix seconds: without a batch before, it expires; null for one of long ago, which was settled'),
    ),
    waitsFor: schemas.orNull(wait.ref),
    ...schemas.itemColumns,
  }),
);

/** Settles an allowance's latest receipt: the consumer's allowance pays, the provider's account and the operator's are credited. */
export const settlementOperation: ItemOperation<'settlements'> = {
  name: 'settlement',
  slots: 'settles',
  section: 'settle',
  counts: { waiting: 'Settlements', inBatch: 'Settlements, without cover' },
  rebuildAfter: [],
  isSuspectedTogether: true,
  async needs({ serial }, termsOf) {
    const provider = (await termsOf(serial))?.providerSerial;
    if (provider === undefined || !(await termsOf(provider))) return undefined;
    return { serials: [serial, provider], credited: provider };
  },
  toRequest: (items) => items.map(({ receipt }) => receipt),
  toOutcomes: (items, executed) =>
    items.map(({ id }, index) => {
      const { amount = 0n, fee = 0n } = executed.settlements[index] ?? {};
      return { id, amount, fee };
    }),
  forget: forgetOldSettlements,
  submit: {
    path: '/v1/settlements',
    id: 'submitSettlement',
    summary: "Settles an allowance's latest receipt, with the access token of its provider",
    body: schemas.name(
      'Receipt',
      Type.Object({
        domain: schemas.word('Of the deployment'),
        serial: schemas.serial,
        units: schemas.units.ref,
        signature: schemas.signature.ref,
      }),
    ),
    ok: settlement,
    status: 202,
    authorize: authorizeProvider,
    createIntake: (context) => createSettlementIntake(context).submit,
    present,
  },
  get: { id: 'getSettlement', summary: 'What became of a settlement' },
  list: {
    id: 'getAccountSettlements',
    summary: "An allowance's settlements, latest first",
    ok: schemas.name('SettlementPage', schemas.itemPage({ settlements: Type.Array(settlement.ref) })),
  },
};

function present(
  { id, serial, status, receipt, amount, fee, batchId, error, expiry }: SettlementRecord,
  waitOf: WaitOf,
) {
  return {
    id,
    serial,
    status,
    units: unitsText(receipt.units),
    amount: amount?.toString() ?? null,
    fee: fee?.toString() ?? null,
    expiry: expiry ?? null,
    waitsFor: presentWait({ status, batchId }, waitOf),
    batchId: batchId ?? null,
    error: error ?? null,
  };
}

/** Units as the API gives them. */
export const unitsText = (given: Units) => Object.fromEntries(UNIT_KEYS.map((key) => [key, given[key].toString()]));
