import { type TObject, type TSchema, Type } from '@sinclair/typebox';

/** What the schemas of the operations, and those of the rest of the API, are made of. */
export const decimal = (description: string) => Type.String({ pattern: '^[0-9]+$', description });
export const word = (description: string) => Type.String({ pattern: '^0x[0-9a-fA-F]{64}$', description });
export const address = (description: string) => Type.String({ pattern: '^0x[0-9a-fA-F]{40}$', description });
export const count = (description: string) => Type.Integer({ minimum: 0, description });
export const time = (description: string) => Type.String({ format: 'date-time', description });
export const serial = Type.Integer({
  minimum: 1,
  maximum: 2 ** 32 - 1,
  description: 'Number of the account, from the chain',
});
export const status = (...values: string[]) => Type.Unsafe({ type: 'string', enum: values });
export const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()]);
export const page = (items: Record<string, TSchema>, next: TSchema): TObject =>
  Type.Object({ ...items, next: orNull(next) });

/** Of items, which are asked for by the id of the last one. */
export const itemPage = (items: Record<string, TSchema>): TObject =>
  page(items, Type.String({ description: 'Pass as `before` for older ones' }));

/** A schema that has a name in the document. */
export type NamedSchema = {
  /** Refers to it. */
  ref: TSchema;
  definition: TSchema;
};

/** Gives a schema a name in the document. */
export function name(id: string, schema: TSchema): NamedSchema {
  return { ref: Type.Unsafe({ $ref: `${id}#` }), definition: { ...schema, $id: id } };
}

export const units = name(
  'Units',
  Type.Object({
    computeUnitSeconds: decimal('Unit-seconds of computing'),
    storageGibHours: decimal('GiB-hours of storage'),
    egressMib: decimal('MiB sent'),
  }),
);
export const point = name('Point', Type.Object({ x: word('Grumpkin x'), y: word('Grumpkin y') }));
export const signature = name('Signature', Type.Object({ s: word('Schnorr s'), e: word('Schnorr e') }));
export const refusal = name(
  'Refusal',
  Type.Object({
    code: Type.String({ description: 'See docs/errors.md' }),
    message: Type.String(),
    field: Type.Optional(Type.String({ description: 'What of the request is wrong' })),
    facts: Type.Record(Type.String(), Type.Unknown()),
    remedy: Type.String(),
    requestId: Type.Optional(
      Type.String({ description: "Of the request that was refused: the operator's log has it too" }),
    ),
  }),
);

/** What every item says of itself, besides what was submitted. */
export const itemColumns = { batchId: orNull(Type.Integer()), error: orNull(refusal.ref) };
