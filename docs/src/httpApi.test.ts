import { expect, test } from 'vitest';
import { formatHttpApi, type OpenApi } from './httpApi.js';
import { anchorsOf, linksOf } from './links.js';
import { readText } from './repository.js';

const api = JSON.parse(readText('docs/openapi.json')) as OpenApi;
const page = formatHttpApi(api);

test('default: every route and every form is on the page', () => {
  for (const [path, operations] of Object.entries(api.paths)) {
    for (const [method, { summary }] of Object.entries(operations)) {
      expect(page).toContain(`### \`${method.toUpperCase()} ${path}\`\n\n${summary}.`);
    }
  }
  for (const name of Object.keys(api.components.schemas)) expect(page).toContain(`\n### ${name}\n`);
});

test('behavior: a body names its form, and every link to a form leads to it', () => {
  expect(page).toContain('Body: [Receipt](#receipt).');
  const anchors = anchorsOf(page);
  const links = linksOf(page);
  expect(links).not.toEqual([]);
  expect(links.filter((link) => !anchors.has(link.slice(1)))).toEqual([]);
});

test('behavior: a bar in a cell ends no cell, and limits are told', () => {
  const text = formatHttpApi({
    info: { title: 'Test', description: 'A test.' },
    components: {
      securitySchemes: {},
      schemas: {
        Form: {
          type: 'object',
          required: ['a'],
          properties: {
            a: { type: 'string', pattern: '^(0|1)$' },
            b: { type: 'integer', minimum: 1, maximum: 5, description: 'few' },
            c: { type: 'array', items: { anyOf: [{ const: 'x' }, { type: ['string', 'null'] }] } },
          },
        },
      },
    },
    paths: {},
  });
  expect(text).toContain('| `a` | string, `^(0\\|1)$` |  |');
  expect(text).toContain('| `b` (optional) | integer, ≥ 1, ≤ 5 | few |');
  expect(text).toContain('| `c` (optional) | list of `"x"` or string or null |  |');
});
