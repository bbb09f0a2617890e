import { expect, test } from 'vitest';
import { fileDeclaring, filesOpened } from './filesOpened.js';
import type { SourceGraph } from './sourceGraph.js';

const graph: SourceGraph = new Map([
  [
    'index.ts',
    {
      lines: 1,
      imports: [{ to: 'a.ts', isType: false }],
      exports: [{ name: 'a', from: { specifier: './a.js', name: 'a' } }],
    },
  ],
  [
    'a.ts',
    {
      lines: 1,
      imports: [
        { to: 'b.ts', isType: false },
        { to: 'types.ts', isType: true },
      ],
      exports: [{ name: 'a' }, { name: 'twice' }],
    },
  ],
  ['b.ts', { lines: 1, imports: [{ to: 'a.ts', isType: false }], exports: [{ name: 'twice' }] }],
  ['types.ts', { lines: 1, imports: [{ to: 'units.ts', isType: false }], exports: [{ name: 'T' }] }],
  ['units.ts', { lines: 1, imports: [], exports: [] }],
]);

test('default: the file itself and all that it leads to; over types only where asked', () => {
  expect(filesOpened(graph, 'a.ts')).toEqual({
    atRunTime: ['a.ts', 'b.ts'],
    withTypes: ['a.ts', 'b.ts', 'types.ts', 'units.ts'],
  });
});

test('default: a name is found where it is declared, not where it is passed on', () => {
  expect(fileDeclaring(graph, 'a')).toBe('a.ts');
  expect(fileDeclaring(graph, 'missing')).toBeUndefined();
  expect(fileDeclaring(graph, 'twice')).toBeUndefined();
});
