import { readdirSync, readFileSync } from 'node:fs';
import { contractsErrorCodes } from '@tallystick/verifier-contracts';
import { expect, test } from 'vitest';
import { errorCodes } from './core/errors/errorCodes.js';
import { errorsPage } from './errorsPage.js';

const PAGE = new URL('../../docs/errors.md', import.meta.url);
const SOURCES = new URL('./', import.meta.url);

test('default: docs/errors.md is what the registry says (npm run docs:errors writes it)', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(errorsPage());
});

test('behavior: every code has an area, a status, a meaning and a remedy in sentences', () => {
  for (const [code, { status, meaning, remedy }] of Object.entries(errorCodes)) {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(status, code).toBeGreaterThanOrEqual(400);
    expect(status, code).toBeLessThan(600);
    expect(meaning, code).toMatch(/^[A-Z].*\.$/);
    expect(remedy, code).toMatch(/^[A-Z].*\.$/);
  }
});

test('behavior: the codes of the contracts package are on the page, and none is of both', () => {
  const page = errorsPage();
  for (const [code, { meaning, remedy }] of Object.entries(contractsErrorCodes)) {
    expect(page).toContain(`| \`${code}\` |  | ${meaning} | ${remedy} |`);
    expect(errorCodes).not.toHaveProperty([code]);
  }
});

test('behavior: no code is lost or written twice', async () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('Errors.ts'),
  );
  const areas = await Promise.all(files.map((file) => import(new URL(file, SOURCES).href)));
  const codes = areas.flatMap((area: Record<string, object>) => Object.values(area).flatMap(Object.keys));
  expect(codes.sort()).toEqual(Object.keys(errorCodes).sort());
});
