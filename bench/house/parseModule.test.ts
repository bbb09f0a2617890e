import { expect, test } from 'vitest';
import { parseModule } from './parseModule.js';

const importsOf = (text: string) => parseModule('a.ts', text).imports;
const exportsOf = (text: string) => parseModule('a.ts', text).exports;

test('default: every way to import, with its names', () => {
  const text = `
    import { a, type B } from './ab.js';
    import d, * as all from './d.js';
    import './effect.js';
    export { e as f } from './e.js';
    export * from './g.js';
    const h = () => import('./h.js');
  `;
  expect(importsOf(text)).toEqual([
    { specifier: './ab.js', isType: false, names: ['a', 'B'] },
    { specifier: './d.js', isType: false, names: ['default', '*'] },
    { specifier: './effect.js', isType: false, names: [] },
    { specifier: './e.js', isType: false, names: ['e'] },
    { specifier: './g.js', isType: false, names: ['*'] },
    { specifier: './h.js', isType: false, names: ['*'] },
  ]);
});

test('behavior: what the compiler leaves nothing of is an import of types', () => {
  const text = `
    import type { A } from './a.js';
    export type { B } from './b.js';
    export type * from './c.js';
    type D = import('./d.js').D | typeof import('./e.js');
    import { type F } from './f.js';
  `;
  expect(importsOf(text).map(({ specifier, isType }) => [specifier, isType])).toEqual([
    ['./a.js', true],
    ['./b.js', true],
    ['./c.js', true],
    ['./d.js', true],
    ['./e.js', true],
    ['./f.js', false],
  ]);
});

test('behavior: a type of a module names what it takes of it', () => {
  const text = "type A = import('./a.js').B.C; type D = import('./d.js').E<1>; type F = typeof import('./f.js');";
  expect(importsOf(text).map(({ names }) => names)).toEqual([['B'], ['E'], ['*']]);
});

test('behavior: what stands in a comment, a text or a template is no import', () => {
  const text = `
    // import { a } from './a.js';
    /* export * from './b.js'; */
    const c = "import { c } from './c.js'";
    const d = \`import('./d.js')\`;
  `;
  expect(importsOf(text)).toEqual([]);
});

test('default: what is declared and what is passed on', () => {
  const text = `
    import { a } from './a.js';
    export const [b, { c }] = a;
    export function f() {}
    export type T = string;
    export default class {}
    export { a as again };
    export { x as y } from './x.js';
    export * as all from './all.js';
    export * from './more.js';
  `;
  expect(new Set(exportsOf(text))).toEqual(
    new Set([
      { name: 'again', from: { specifier: './a.js', name: 'a' } },
      { name: 'y', from: { specifier: './x.js', name: 'x' } },
      { name: 'all', from: { specifier: './all.js', name: '*' } },
      { name: '*', from: { specifier: './more.js', name: '*' } },
      { name: 'b' },
      { name: 'c' },
      { name: 'f' },
      { name: 'T' },
      { name: 'default' },
    ]),
  );
});

test('behavior: what is passed on as a type alone, and a name that is another one here', () => {
  const text =
    "export { type A, b } from './a.js';\nexport type { C } from './c.js';\nconst d = 1;\nexport { d as e };\n";
  expect(exportsOf(text)).toEqual([
    { name: 'A', from: { specifier: './a.js', name: 'A' }, isType: true },
    { name: 'b', from: { specifier: './a.js', name: 'b' } },
    { name: 'C', from: { specifier: './c.js', name: 'C' }, isType: true },
    { name: 'e', local: 'd' },
  ]);
});

test('behavior: an import() of what is no plain text is told apart', () => {
  expect(parseModule('a.ts', "import(name); import('b')")).toMatchObject({
    imports: [{ specifier: 'b' }],
    computed: ['name'],
  });
});

test('error: a text that is no module names the file', () => {
  expect(() => parseModule('broken.ts', 'import {')).toThrow(/^broken\.ts: /);
});
