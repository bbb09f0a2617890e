import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderReference } from './renderReference.js';

const PAGE = new URL('../../../../docs/cli.md', import.meta.url);

test('default: docs/cli.md is what the commands say (npm run docs:cli writes it)', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(renderReference());
});
