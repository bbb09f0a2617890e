import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readVersion } from './readVersion.js';

test("default: the package's version", () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  expect(readVersion()).toBe(version);
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
});
