import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ApiDocument, type ApiSchema, describeApi } from './describeApi.js';
import { formatApiTypes } from './formatApiTypes.js';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('default: docs/openapi.json and the types of the client are those of the service (`npm run docs:api`)', async () => {
  const document = await describeApi();
  expect(read('docs/openapi.json')).toBe(`${JSON.stringify(document, null, 2)}\n`);
  expect(read('prover/src/sequencerClient/generated/api.ts')).toBe(formatApiTypes(document));
});

test('behavior: every operation has a name of its own, an answer, and a refusal', async () => {
  const { paths } = await describeApi();
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  expect(operations.length).toBeGreaterThan(10);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { operationId, responses } of operations) {
    expect(Object.keys(responses)).toContain('4XX');
    expect(Object.keys(responses).join(), operationId).toMatch(/\b20\d\b/);
  }
});

test('behavior: every operation says whether it takes a token, and when to come back after being turned away', async () => {
  const { paths } = await describeApi();
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
  const named = (security: unknown) =>
    operations.flatMap((operation) =>
      JSON.stringify(operation.security) === JSON.stringify(security) ? [operation.operationId] : [],
    );
  const withToken = ['getAccount', 'getAccountSettlements', 'getAccountWithdrawals', 'submitSettlement'];
  expect(named([{ viewKey: [] }]).sort()).toEqual(withToken);
  expect(named([]).length).toBe(operations.length - withToken.length);
  const retryAfter = { headers: { 'Retry-After': { schema: { type: 'integer' } } } };
  const neverRefused = ['getHealth', 'getReadiness', 'getMetrics'];
  for (const { operationId, responses } of operations) {
    expect(responses[503], operationId).toMatchObject(retryAfter);
    if (neverRefused.includes(operationId)) expect(responses, operationId).not.toHaveProperty('429');
    else expect(responses[429], operationId).toMatchObject(retryAfter);
  }
});

test('behavior: linters and generators of clients get what they need', async () => {
  const document = await describeApi();
  // Relative: where the document is, there the service is.
  expect(document).toMatchObject({ servers: [{ url: '/' }], info: { license: { identifier: 'Apache-2.0' } } });
  const { schemas } = document.components;
  const text = JSON.stringify(document);
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) expect(schemas).toHaveProperty(name ?? '');
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const { operationId, summary, parameters = [] } of Object.values(methods)) {
      expect(operationId, path).toMatch(/^[a-z][A-Za-z]+$/);
      expect(summary, path).not.toBe('');
      const inPath = parameters.flatMap(({ name, in: place }) => (place === 'path' ? [name] : []));
      expect(inPath, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
  }
});

/** Every schema within one. */
function within(schema: ApiSchema): ApiSchema[] {
  const { properties = {}, items, anyOf = [], additionalProperties } = schema;
  const inner = [...Object.values(properties), ...anyOf, ...(items ? [items] : [])];
  if (typeof additionalProperties === 'object') inner.push(additionalProperties);
  return [schema, ...inner.flatMap(within)];
}

test('behavior: either something or null, and no other choice; what is no plain text says its form', async () => {
  const { components } = await describeApi();
  const all = Object.values(components.schemas).flatMap(within);
  for (const { anyOf } of all) if (anyOf) expect(anyOf.map(({ type }) => type)).toEqual([anyOf[0]?.type, 'null']);
  const amounts = Object.entries(components.schemas).flatMap(([name, schema]) =>
    within(schema).flatMap(({ properties = {} }) =>
      Object.entries(properties)
        .filter(([field]) => /^(amount|fee|balance|block|gasUsed|root|domain|owner[XY]|.*Wei|x|y|s|e)$/.test(field))
        .map(([field, { type, anyOf, pattern = anyOf?.[0]?.pattern }]) => ({ at: `${name}.${field}`, type, pattern })),
    ),
  );
  expect(amounts.length).toBeGreaterThan(10);
  for (const { at, type, pattern } of amounts) if (type !== 'integer') expect(pattern, at).toMatch(/^\^.+\$$/);
});

test('behavior: references, optional fields, lists, words and records as types', () => {
  const document: ApiDocument = {
    info: { title: 'a service', version: '1' },
    components: {
      schemas: {
        Item: {
          type: 'object',
          required: ['kind', 'list'],
          properties: {
            kind: { anyOf: [{ type: 'string', enum: ['a', 'b'] }, { type: 'null' }] },
            list: { type: 'array', items: { $ref: '#/components/schemas/Other' } },
            facts: { type: 'object', additionalProperties: {}, description: 'More' },
          },
        },
      },
    },
    paths: {},
  };
  expect(formatApiTypes(document)).toContain(`export type Item = {
  readonly kind: 'a' | 'b' | null;
  readonly list: ReadonlyArray<Other>;
  /** More. */
  readonly facts?: Readonly<Record<string, unknown>>;
};`);
});
