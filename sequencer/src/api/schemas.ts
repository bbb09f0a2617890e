import { type TObject, type TSchema, Type } from '@sinclair/typebox';
import type { Operation } from '../operations/Operation.js';
import { accountStatus, publicTerms } from '../operations/open.js';
import { itemOperations, OPERATION_KINDS, operations } from '../operations/operations.js';
import {
  address,
  count,
  decimal,
  type NamedSchema,
  name,
  orNull,
  page,
  point,
  refusal,
  serial,
  signature,
  status,
  time,
  units,
  word,
} from '../operations/schemas.js';
import { wait } from '../operations/Wait.js';

/** Schemas of the OpenAPI document. They describe; the parsers that the library shares with its clients decide. */

/** The same, with the time after which the request may be sent again. */
export const laterRefusal = (description: string) => ({
  description,
  headers: { 'Retry-After': Type.Integer({ minimum: 0, description: 'Seconds after which to come back' }) },
  content: { 'application/json': { schema: refusal.ref } },
});

/** How many there are of each operation. */
const countsOf = (describe: (operation: Operation) => string) =>
  Object.fromEntries(OPERATION_KINDS.map((kind) => [kind, count(describe(operations[kind]))]));

export const account = name(
  'Account',
  Type.Object({
    serial,
    owner: point.ref,
    terms: Type.Object(publicTerms),
    balance: decimal('Token base units'),
    counters: units.ref,
    nonce: count('Of the next withdrawal'),
    status: accountStatus,
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
    ...countsOf(({ counts }) => counts.inBatch),
    txHash: orNull(word('Transaction')),
    block: orNull(decimal('Block')),
    gasUsed: orNull(decimal('Gas')),
    proofBytes: orNull(Type.Integer()),
    witnessMs: orNull(Type.Integer()),
    proveMs: orNull(Type.Integer()),
    error: orNull(refusal.ref),
    createdAt: time('When it was executed'),
    updatedAt: time('When it changed'),
  }),
);

export const batches = name(
  'BatchPage',
  page({ batches: Type.Array(batch.ref) }, Type.Integer({ description: 'Pass as `before` for older ones' })),
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
    waiting: Type.Object(countsOf(({ counts }) => counts.waiting)),
  }),
);
const courts = name(
  'CourtsDeployment',
  Type.Object({
    stakeRegistry: address('Holds the stakes'),
    uptimeCourt: address('Judges uptime'),
    usageVerifier: address('Answers what usage is proven'),
    uptimeProofVerifier: address('Of uptime proofs'),
    usageProofVerifier: address('Of usage proofs'),
    stakeToken: address('What stakes are in'),
    deployedAtBlock: decimal('Block in which the registry was created'),
    genesis: count('Unix seconds at which epoch 0 began'),
    slotSeconds: count('Length of one of the 96 slots of an epoch'),
    windows: Type.Object({
      postSeconds: count('Watchers post their roots'),
      demandSeconds: count('Providers demand leaves'),
      revealSeconds: count('Members answer'),
      proofSeconds: count('Proofs are still taken'),
      slashSeconds: count('Anyone has who failed slashed'),
    }),
  }),
);
export const deployment = name(
  'Deployment',
  Type.Object({
    chainId: count('Of the chain'),
    rollup: address('The contract'),
    token: address('What is paid in'),
    accessManager: address('Guards the restricted functions'),
    verifiers: Type.Unsafe({
      type: 'object',
      additionalProperties: address('Verifier of the shape'),
      description: "By the shape's name",
    }),
    domain: word('Of every signature'),
    operatorSerial: count("The operator's account when deployed"),
    deployedAtBlock: decimal('Block in which the rollup was created'),
    feeBps: count("The operator's share when deployed, in hundredths of a percent"),
    openFeeWei: decimal('What an open cost when deployed, in wei'),
    refundDelaySeconds: count('After which an open that no batch took can be refunded'),
    admin: address('Of the access manager'),
    operator: address('Sends the batches'),
    courts: Type.Optional(courts.ref),
  }),
);
export const health = name('Health', Type.Object({ status: Type.String() }));

const items = Object.values(itemOperations);
/** Every schema with a name, by which the others refer to it. */
export const namedSchemas: readonly NamedSchema[] = [
  ...[units, point, signature, refusal, wait, operations.opens.submit.body, operations.opens.submit.ok, account],
  ...items.flatMap(({ submit }) => [submit.body, submit.ok]),
  ...[batch, batches],
  ...items.map(({ list }) => list.ok),
  ...[state, courts, deployment, health],
];

/** A number in a path; one of a query is written the same way. */
export const serialParameter = Type.Object({ serial });
export const idParameter = Type.Object({ id: Type.String() });
export const batchParameter = Type.Object({ id: Type.Integer({ minimum: 1 }) });
export const pageQuery = (before: TSchema, most: number): TObject =>
  Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: most, default: 20 })),
    before: Type.Optional(before),
  });
