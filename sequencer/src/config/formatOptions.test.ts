import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatOptions } from './formatOptions.js';

test('default: docs/sequencer.md holds the table of the options', () => {
  const page = readFileSync(new URL('../../../docs/sequencer.md', import.meta.url), 'utf8');
  const [, table] = /<!-- options: .*? -->\n([\s\S]*?)\n<!-- \/options -->/.exec(page) ?? [];
  expect(table).toBe(formatOptions());
});
