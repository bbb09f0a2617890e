import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderWatchOptions } from './renderWatchOptions.js';

test('default: docs/watcher.md holds the table of the options', () => {
  const page = readFileSync(new URL('../../../../docs/watcher.md', import.meta.url), 'utf8');
  const [, table] = /<!-- options: .*? -->\n([\s\S]*?)\n<!-- \/options -->/.exec(page) ?? [];
  expect(table).toBe(renderWatchOptions());
});
