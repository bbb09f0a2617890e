import { expect, test } from 'vitest';
import { requestIdOf } from './requestIdOf.js';

const idOf = (given?: string | string[]) =>
  requestIdOf({ headers: given === undefined ? {} : { 'x-request-id': given as string } });

test('default: an id of its own for every request', () => {
  const ids = [idOf(), idOf()];
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
});

test("behavior: a caller's or proxy's own id stays", () => {
  for (const given of ['4f1a', 'Root:1-67891233.abcdef', 'x'.repeat(64)]) expect(idOf(given)).toBe(given);
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
  expect(idOf(given)).toMatch(/^[0-9a-f-]{36}$/);
});
