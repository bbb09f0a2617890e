import { type TObject, Type } from '@sinclair/typebox';

/** Schemas of the OpenAPI document. They describe; the parsers that the library shares with its clients decide. */
const decimal = (description: string) => Type.String({ pattern: '^[0-9]+$', description });
const word = (description: string) => Type.String({ pattern: '^0x[0-9a-fA-F]{64}$', description });
const serial = Type.Integer({ minimum: 1, maximum: 2 ** 32 - 1, description: 'Number of the account, from the chain' });
const units = (what: string): TObject =>
  Type.Object({
    computeUnitSeconds: decimal(`${what}, unit-seconds of computing`),
    storageGibHours: decimal(`${what}, GiB-hours of storage`),
    egressMib: decimal(`${what}, MiB sent`),
  });
const signature = Type.Object({ s: word('Schnorr s'), e: word('Schnorr e') });
const point = Type.Object({ x: word('Grumpkin x'), y: word('Grumpkin y') });
const status = (...values: string[]) => Type.Union(values.map((value) => Type.Literal(value)));

const publicTerms = {
  providerSerial: Type.Integer({ minimum: 0, description: "The provider's account; 0 for an earning account" }),
  prices: units('Token base units for one unit'),
  expiry: Type.Integer({ minimum: 0, description: 'Unix seconds; 0 for an earning account' }),
};

export const refusal = Type.Object({
  code: Type.String(),
  message: Type.String(),
  field: Type.Optional(Type.String()),
  facts: Type.Record(Type.String(), Type.Unknown()),
  remedy: Type.String(),
});

export const opening = Type.Object({
  serial,
  owner: point,
  terms: Type.Object({ ...publicTerms, viewKey: word('Reads the account; only its parties and the operator know it') }),
});
export const registered = Type.Object({ serial, status: status('queued', 'open', 'refunded') });

export const receipt = Type.Object({
  domain: word('Of the deployment'),
  serial,
  units: units('Used so far'),
  signature,
});
export const settlement = Type.Object({
  id: Type.String(),
  serial,
  status: status('pending', 'batched', 'final', 'superseded', 'rejected'),
  units: units('Used so far'),
  amount: Type.Union([decimal('Token base units'), Type.Null()]),
  fee: Type.Union([decimal('Token base units of it for the operator'), Type.Null()]),
  batchId: Type.Union([Type.Integer(), Type.Null()]),
  error: Type.Union([refusal, Type.Null()]),
});

export const withdrawal = Type.Object({
  serial,
  nonce: Type.Integer({ minimum: 0, description: "The account's current nonce" }),
  amount: decimal('Token base units'),
  recipient: Type.String({ pattern: '^0x[0-9a-fA-F]{40}$' }),
  signature,
});
export const withdrawalStatus = Type.Object({
  id: Type.String(),
  serial,
  nonce: Type.Integer(),
  amount: decimal('Token base units'),
  recipient: Type.String(),
  status: status('pending', 'batched', 'final', 'rejected'),
  batchId: Type.Union([Type.Integer(), Type.Null()]),
  error: Type.Union([refusal, Type.Null()]),
});

export const account = Type.Object({
  serial,
  owner: point,
  terms: Type.Object(publicTerms),
  balance: decimal('Token base units'),
  counters: units('Settled so far'),
  nonce: Type.Integer(),
  status: status('queued', 'open', 'refunded'),
});

export const batch = Type.Object({
  id: Type.Integer(),
  status: status('executed', 'proved', 'sent', 'final', 'discarded'),
  shape: Type.String(),
  gates: Type.Union([Type.Integer(), Type.Null()]),
  oldRoot: word('Root before'),
  newRoot: word('Root after'),
  opens: Type.Integer(),
  settlements: Type.Integer(),
  withdrawals: Type.Integer(),
  txHash: Type.Union([Type.String(), Type.Null()]),
  block: Type.Union([decimal('Block'), Type.Null()]),
  gasUsed: Type.Union([decimal('Gas'), Type.Null()]),
  proofBytes: Type.Union([Type.Integer(), Type.Null()]),
  witnessMs: Type.Union([Type.Integer(), Type.Null()]),
  proveMs: Type.Union([Type.Integer(), Type.Null()]),
  error: Type.Union([refusal, Type.Null()]),
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
});
export const batches = Type.Object({
  batches: Type.Array(batch),
  next: Type.Union([Type.Integer({ description: 'Pass as `before` for older ones' }), Type.Null()]),
});
