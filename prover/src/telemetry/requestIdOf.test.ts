import { expect, test } from 'vitest';
import { requestIdOf } from './requestIdOf.js';

test('default: an id of its own for every request', () => {
  const ids = [requestIdOf(undefined), requestIdOf(undefined)];
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
});

test("behavior: a caller's or proxy's own id stays", () => {
  for (const given of ['4f1a', 'Root:1-67891233.abcdef', 'x'.repeat(64)]) expect(requestIdOf(given)).toBe(given);
});

test.each([
  ['too long', 'x'.repeat(65)],
  ['empty', ''],
  ['a line break', 'a\nlevel=error'],
  ['markup', '<script>'],
  ['quotes', '","code":"sequencer/internal'],
  ['a space', 'a b'],
  ['several', ['a', 'b']],
])('error: what is no id is replaced: %s', (_name, given) => {
  expect(requestIdOf(given)).toMatch(/^[0-9a-f-]{36}$/);
});
