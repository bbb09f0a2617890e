import { type TObject, type TSchema, Type } from '@sinclair/typebox';

/** Schemas of the OpenAPI document. They describe; the parsers that the library shares with its clients decide. */
const decimal = (description: string) => Type.String({ pattern: '^[0-9]+$', description });
const word = (description: string) => Type.String({ pattern: '^0x[0-9a-fA-F]{64}$', description });
const address = (description: string) => Type.String({ pattern: '^0x[0-9a-fA-F]{40}$', description });
const count = (description: string) => Type.Integer({ minimum: 0, description });
const time = (description: string) => Type.String({ format: 'date-time', description });
const serial = Type.Integer({ minimum: 1, maximum: 2 ** 32 - 1, description: 'Number of the account, from the chain' });
const status = (...values: string[]) => Type.Unsafe({ type: 'string', enum: values });
const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()]);

const named = new Map<string, TSchema>();
/** Gives a schema a name in the document; the result refers to it. */
function name(id: string, schema: TSchema): TSchema {
  named.set(id, { ...schema, $id: id });
  return Type.Unsafe({ $ref: `${id}#` });
}
/** Every schema with a name, by which the others refer to it. */
export const namedSchemas = (): TSchema[] => [...named.values()];

const units = name(
  'Units',
  Type.Object({
    computeUnitSeconds: decimal('Unit-seconds of computing'),
    storageGibHours: decimal('GiB-hours of storage'),
    egressMib: decimal('MiB sent'),
  }),
);
const point = name('Point', Type.Object({ x: word('Grumpkin x'), y: word('Grumpkin y') }));
const signature = name('Signature', Type.Object({ s: word('Schnorr s'), e: word('Schnorr e') }));
const accountStatus = status('queued', 'open', 'refunded');

const publicTerms = {
  providerSerial: Type.Integer({ minimum: 0, description: "The provider's account; 0 for an earning account" }),
  prices: units,
  expiry: count('Unix seconds; 0 for an earning account'),
};

export const refusal = name(
  'Refusal',
  Type.Object({
    code: Type.String({ description: 'See docs/errors.md' }),
    message: Type.String(),
    field: Type.Optional(Type.String({ description: 'What of the request is wrong' })),
    facts: Type.Record(Type.String(), Type.Unknown()),
    remedy: Type.String(),
  }),
);

/** The same, with the time after which the request may be sent again. */
export const laterRefusal = (description: string) => ({
  description,
  headers: { 'Retry-After': Type.Integer({ minimum: 0, description: 'Seconds after which to come back' }) },
  content: { 'application/json': { schema: refusal } },
});

export const opening = name(
  'AccountOpening',
  Type.Object({
    serial,
    owner: point,
    terms: Type.Object({
      ...publicTerms,
      viewKey: word('Reads the account; only its parties and the operator know it'),
    }),
  }),
);
export const registered = name('RegisteredAccount', Type.Object({ serial, status: accountStatus }));
export const account = name(
  'Account',
  Type.Object({
    serial,
    owner: point,
    terms: Type.Object(publicTerms),
    balance: decimal('Token base units'),
    counters: units,
    nonce: count('Of the next withdrawal'),
    status: accountStatus,
  }),
);

export const receipt = name('Receipt', Type.Object({ domain: word('Of the deployment'), serial, units, signature }));
export const settlement = name(
  'Settlement',
  Type.Object({
    id: Type.String(),
    serial,
    status: status('pending', 'batched', 'final', 'superseded', 'rejected'),
    units,
    amount: orNull(decimal('Token base units')),
    fee: orNull(decimal('Token base units of it for the operator')),
    batchId: orNull(Type.Integer()),
    error: orNull(refusal),
  }),
);

const order = {
  serial,
  nonce: count("The account's current nonce"),
  amount: decimal('Token base units'),
  recipient: address('Who may claim it'),
};
export const withdrawal = name('WithdrawalOrder', Type.Object({ ...order, signature }));
export const withdrawalStatus = name(
  'Withdrawal',
  Type.Object({
    id: Type.String(),
    ...order,
    status: status('pending', 'batched', 'final', 'rejected'),
    batchId: orNull(Type.Integer()),
    error: orNull(refusal),
  }),
);

export const batch = name(
  'Batch',
  Type.Object({
    id: Type.Integer(),
    status: status('executed', 'proved', 'sent', 'final', 'discarded'),
    shape: Type.String(),
    gates: orNull(Type.Integer()),
    oldRoot: word('Root before'),
    newRoot: word('Root after'),
    opens: count('Accounts opened'),
    settlements: count('Settlements, without cover'),
    withdrawals: count('Withdrawals, without cover'),
    txHash: orNull(word('Transaction')),
    block: orNull(decimal('Block')),
    gasUsed: orNull(decimal('Gas')),
    proofBytes: orNull(Type.Integer()),
    witnessMs: orNull(Type.Integer()),
    proveMs: orNull(Type.Integer()),
    error: orNull(refusal),
    createdAt: time('When it was executed'),
    updatedAt: time('When it changed'),
  }),
);

const page = (items: Record<string, TSchema>, next: TSchema): TObject => Type.Object({ ...items, next: orNull(next) });
export const batches = name(
  'BatchPage',
  page({ batches: Type.Array(batch) }, Type.Integer({ description: 'Pass as `before` for older ones' })),
);
export const settlements = name(
  'SettlementPage',
  page({ settlements: Type.Array(settlement) }, Type.String({ description: 'Pass as `before` for older ones' })),
);
export const withdrawals = name(
  'WithdrawalPage',
  page({ withdrawals: Type.Array(withdrawalStatus) }, Type.String({ description: 'Pass as `before` for older ones' })),
);

export const state = name(
  'State',
  Type.Object({
    chainId: count('Of the chain'),
    rollup: address('The contract'),
    token: address('What is paid in'),
    domain: word('Of every signature'),
    block: count('Number of the block after which batchId, root, batchTime, operatorSerial and feeBps are these'),
    batchId: count('Number of the latest batch on the chain'),
    root: word('Of the latest batch'),
    batchTime: count('Unix seconds of the latest batch'),
    chainTime: count('Unix seconds of the latest block that was seen'),
    operatorSerial: count("The operator's account"),
    feeBps: count("The operator's share, in hundredths of a percent"),
    shapes: Type.Array(
      Type.Object({
        name: Type.String(),
        settles: count('Settlements'),
        gates: count('Of the circuit'),
        referenceString: Type.String(),
      }),
    ),
    waiting: Type.Object({
      opens: count('Opens'),
      settlements: count('Settlements'),
      withdrawals: count('Withdrawals'),
    }),
  }),
);
export const health = name('Health', Type.Object({ status: Type.String() }));

/** A number in a path; one of a query is written the same way. */
export const serialParameter = Type.Object({ serial });
export const idParameter = Type.Object({ id: Type.String() });
export const batchParameter = Type.Object({ id: Type.Integer({ minimum: 1 }) });
export const pageQuery = (before: TSchema, most: number): TObject =>
  Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: most, default: 20 })),
    before: Type.Optional(before),
  });
