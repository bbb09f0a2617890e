import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readDeclarations } from './declarations.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tallystick-house-'));
});
afterEach(() => rm(root, { recursive: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}
const found = (name: string) => {
  const declaration = readDeclarations().find(join(root, 'index.d.ts'), name);
  return declaration && `${declaration.file.slice(root.length + 1)}#${declaration.name}`;
};
const reachedFrom = (...names: string[]) => {
  const declarations = readDeclarations();
  const starts = names.flatMap((name) => declarations.find(join(root, 'index.d.ts'), name) ?? []);
  return [...declarations.reachedFrom(starts)].map((key) => key.slice(root.length + 1)).sort();
};

test('default: an exported name is found where it is declared', async () => {
  await write({
    'index.d.ts': [
      "export { a as b } from './core/a.js';",
      "export * from './core/more.js';",
      "export type * as All from './core/a.js';",
      "export { Hash } from 'viem';",
      'declare const here: number;',
      'export { here as there };',
    ].join('\n'),
    'core/a.d.ts': 'export declare const a: number;\n',
    'core/more.d.ts': "import { a } from './a.js';\nexport { a as c };\nexport type T = string;\n",
  });
  expect(['b', 'c', 'T', 'All', 'there', 'Hash', 'none'].map(found)).toEqual([
    'core/a.d.ts#a',
    'core/a.d.ts#a',
    'core/more.d.ts#T',
    'core/a.d.ts#*',
    'index.d.ts#here',
    undefined,
    undefined,
  ]);
});

test('default: what signatures mention is reached, over files, and nothing else', async () => {
  await write({
    'index.d.ts': "export * from './f.js';\n",
    'f.d.ts': [
      "import type { Options, Unused } from './types.js';",
      "import type { Hash } from 'viem';",
      'export declare function f(options: Options): Hash;',
      'export declare function g(unused: Unused): void;',
    ].join('\n'),
    'types.d.ts': [
      "import { Base, type Part } from './base.js';",
      'export interface Options extends Base { part: Part.Inner; key: (typeof KEYS)[number]; }',
      'export declare const KEYS: readonly string[];',
      "export type Unused = { later: import('./base.js').Later };",
    ].join('\n'),
    'base.d.ts': [
      'export declare class Base implements Shape {}',
      'interface Shape {}',
      'export declare namespace Part { type Inner = 1; }',
      'export type Later = 1;',
    ].join('\n'),
  });
  expect(reachedFrom('f')).toEqual([
    'base.d.ts#Base',
    'base.d.ts#Shape',
    'f.d.ts#f',
    'types.d.ts#KEYS',
    'types.d.ts#Options',
  ]);
  expect(reachedFrom('g')).toEqual(['base.d.ts#Later', 'f.d.ts#g', 'types.d.ts#Unused']);
});

test('behavior: who takes a whole file reaches all that it exports', async () => {
  await write({
    'index.d.ts': "export type * as All from './all.js';\n",
    'all.d.ts': "export * from './more.js';\nexport type A = B;\ntype B = 1;\n",
    'more.d.ts': 'export type C = 1;\n',
  });
  expect(reachedFrom('All')).toEqual(['all.d.ts#*', 'all.d.ts#A', 'all.d.ts#B', 'more.d.ts#*', 'more.d.ts#C']);
});

test('error: a package that is not built names the file', async () => {
  expect(() => readDeclarations().find(join(root, 'index.d.ts'), 'a')).toThrow(
    `${join(root, 'index.d.ts')}: missing, expected the declarations of a build`,
  );
});
