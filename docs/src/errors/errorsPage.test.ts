import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorsPage } from './errorsPage.js';
import { findErrorTables } from './findErrorTables.js';

const REPOSITORY = new URL('../../../', import.meta.url);
const PAGE = new URL('docs/errors.md', REPOSITORY);
const tables = await findErrorTables();
const entries = tables.flatMap(({ table }) => Object.entries(table));
const [contracts, ...others] = tables;

test('default: docs/errors.md is what the tables say (npm run docs:errors writes it)', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(errorsPage(tables));
});

test('behavior: every code has an area, a meaning and a remedy in sentences; and a status, but for the contracts', () => {
  for (const [code, { meaning, remedy }] of entries) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(meaning, code).toMatch(/^[A-Z].*\.$/);
    expect(remedy, code).toMatch(/^[A-Z].*\.$/);
  }
  for (const [code, { status }] of others.flatMap(({ table }) => Object.entries(table))) {
    expect(status, code).toBeGreaterThanOrEqual(400);
    expect(status, code).toBeLessThan(600);
  }
});

test('behavior: the codes of the contracts package are on the page, without a status', () => {
  const page = errorsPage(tables);
  const rows = Object.entries(contracts?.table ?? {});
  expect(rows.map(([code]) => code)).toContain('deployment/not-found');
  for (const [code, { meaning, remedy }] of rows) expect(page).toContain(`| \`${code}\` |  | ${meaning} | ${remedy} |`);
});

test('behavior: no table is overlooked, and no code stands in two', () => {
  const defining = ['prover/src/', 'sequencer/src/'].flatMap((folder) => {
    const root = new URL(folder, REPOSITORY);
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .filter((path) => readFileSync(new URL(path, root), 'utf8').includes(' defineErrors(table)'))
      .map((path) => `${folder}${path}`);
  });
  expect(others.map(({ file }) => file).sort()).toEqual(defining.sort());
  const codes = entries.map(([code]) => code);
  expect(codes).toEqual([...new Set(codes)]);
});
