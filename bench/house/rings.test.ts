import { expect, test } from 'vitest';
import { madeUpTree } from './madeUpTree.js';
import { findRings } from './rings.js';

test('default: folders that import each other over different files are a ring, and no more once an import is gone', () => {
  const files = {
    'chain/read.ts': ['escape/recover.ts', 'core/field.ts'],
    'chain/rebuild.ts': ['core/field.ts'],
    'escape/plan.ts': ['chain/rebuild.ts', 'chain/read.ts'],
    'escape/recover.ts': ['chain/rebuild.ts'],
    'core/field.ts': [],
  };
  const back = {
    from: 'chain',
    to: 'escape',
    imports: [{ from: 'chain/read.ts', to: 'escape/recover.ts' }],
  };
  expect(findRings(madeUpTree(files))).toEqual([{ members: ['chain', 'escape'], back: [back] }]);
  expect(findRings(madeUpTree({ ...files, 'chain/read.ts': ['core/field.ts'] }))).toEqual([]);
});

test('behavior: an import of types closes a ring as well', () => {
  const graph = new Map(madeUpTree({ 'a/x.ts': ['b/x.ts'], 'b/x.ts': [], 'b/y.ts': [] }));
  graph.set('b/y.ts', { lines: 1, exports: [], imports: [{ to: 'a/x.ts', isType: true }] });
  expect(findRings(graph).map(({ members }) => members)).toEqual([['a', 'b']]);
});

test('behavior: a ring over three folders is one ring, closed by as few arrows as can be', () => {
  const [ring, ...others] = findRings(
    madeUpTree({
      'stake/a.ts': ['uptime/a.ts'],
      'uptime/a.ts': [],
      'uptime/b.ts': ['watcher/a.ts', 'stake/a.ts'],
      'watcher/a.ts': ['stake/a.ts'],
    }),
  );
  expect(others).toEqual([]);
  expect(ring?.members).toEqual(['stake', 'uptime', 'watcher']);
  expect(ring?.back.map(({ from, to }) => [from, to])).toEqual([['stake', 'uptime']]);
});

test('behavior: among equals the arrow of fewer imports runs back', () => {
  const [ring] = findRings(
    madeUpTree({ 'a/x.ts': ['b/x.ts', 'b/y.ts'], 'b/x.ts': [], 'b/y.ts': [], 'b/z.ts': ['a/x.ts'] }),
  );
  expect(ring?.back.map(({ from, to }) => [from, to])).toEqual([['b', 'a']]);
});

test('behavior: an arrow less comes before any number of imports', () => {
  const [ring] = findRings(
    madeUpTree({
      'a/x.ts': ['b/x.ts', 'b/y.ts', 'b/z.ts'],
      'b/x.ts': ['c/x.ts', 'd/x.ts'],
      'b/y.ts': [],
      'b/z.ts': [],
      'c/x.ts': ['a/x.ts'],
      'c/y.ts': ['a/x.ts'],
      'c/z.ts': ['a/x.ts'],
      'd/x.ts': ['a/x.ts'],
      'd/y.ts': ['a/x.ts'],
      'd/z.ts': ['a/x.ts'],
    }),
  );
  expect(ring?.back.map(({ from, to }) => [from, to])).toEqual([['a', 'b']]);
});

test('behavior: a file and the folder that it uses are a ring when the folder uses it', () => {
  const files = { 'config.ts': ['config/parsers.ts'], 'config/parsers.ts': [], 'config/resolve.ts': ['config.ts'] };
  expect(findRings(madeUpTree(files)).map(({ members }) => members)).toEqual([['config', 'config.ts']]);
  expect(findRings(madeUpTree({ ...files, 'config/resolve.ts': [] }))).toEqual([]);
});

test('behavior: rings of subfolders are found, named by their path', () => {
  const files = {
    'cli/book/a.ts': ['cli/support/a.ts'],
    'cli/support/a.ts': [],
    'cli/support/b.ts': ['cli/book/a.ts'],
  };
  expect(findRings(madeUpTree(files)).map(({ members }) => members)).toEqual([['cli/book', 'cli/support']]);
});

test('behavior: a door that passes on its subfolders, and a file that they share, are no ring', () => {
  const files = {
    'core/index.ts': ['core/hash/poseidon.ts', 'core/field.ts', 'core/keys.ts'],
    'core/keys.ts': ['core/hash/poseidon.ts'],
    'core/hash/poseidon.ts': ['core/field.ts'],
    'core/field.ts': [],
  };
  expect(findRings(madeUpTree(files))).toEqual([]);
});

test('behavior: a ring of files alone is left to the linter', () => {
  expect(findRings(madeUpTree({ 'a/x.ts': ['a/y.ts'], 'a/y.ts': ['a/x.ts'] }))).toEqual([]);
});

test('error: a ring of more folders than can be gone through is named', () => {
  const files = Array.from({ length: 19 }, (_, at) => [`f${at}/x.ts`, [`f${(at + 1) % 19}/x.ts`]] as const);
  expect(() => findRings(madeUpTree(Object.fromEntries(files.map(([name, imports]) => [name, [...imports]]))))).toThrow(
    /^ring of 19 folders, expected at most 18: f0, f1, /,
  );
});
