import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ApiDocument, describeApi } from './describeApi.js';
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
