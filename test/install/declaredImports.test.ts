import { isBuiltin } from 'node:module';
import { expect, inject, test } from 'vitest';
import { parseModule } from '../../bench/house/parseModule.js';
import { readPackages, readText } from '../packages/readPackages.js';

const packages = readPackages();

/**
 * The packages that a shipped file names: all that it imports at run time or in its types, and what a `reference` asks the compiler for.
 * A path is none, nor is a subpath import, which leads into the package itself.
 */
function packagesNamedBy(file: string, text: string): string[] {
  const references = [...text.matchAll(/^\/\/\/ <reference types="([^"]+)"/gm)].map(([, name = '']) => name);
  return [...parseModule(file, text).imports.map(({ specifier }) => specifier), ...references]
    .filter((specifier) => !/^[.#/]/.test(specifier))
    .map((specifier) => (isBuiltin(specifier) ? specifier : (/^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier)));
}

test.each(packages)('default: every package that $manifest.name names in a file that it ships is declared', (one) => {
  const { folder, manifest } = one;
  const shipped = inject('packed').find(({ name }) => name === manifest.name)?.files ?? [];
  // Sources are shipped for whoever steps through them; what is run and compiled against is beside them.
  const modules = shipped.filter((path) => /\.(d\.)?m?[jt]s$/.test(path) && !/^src\/.*(?<!\.d)\.ts$/.test(path));
  expect(modules.filter((path) => path.endsWith('js')).length).toBeGreaterThan(2);
  expect(modules.filter((path) => path.endsWith('ts')).length).toBeGreaterThan(2);

  const declared = new Set([manifest.name, ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })]);
  const named = modules.flatMap((path) => {
    const text = readText(`${folder}/${path}`);
    return packagesNamedBy(path, text).map((name) => ({ path, name }));
  });
  const undeclared = named.filter(({ name }) => !name.startsWith('node:') && !declared.has(name));
  expect(undeclared.map(({ path, name }) => `${path}: ${name}`)).toEqual([]);
});

test.each(packages)('default: $manifest.name declares no package that nothing of it names', ({ folder, manifest }) => {
  const shipped = inject('packed').find(({ name }) => name === manifest.name)?.files ?? [];
  const texts = shipped
    .filter((path) => /\.(m?js|circom|sol)$/.test(path))
    .map((path) => readText(`${folder}/${path}`));
  const idle = Object.keys(manifest.dependencies ?? {}).filter(
    (name) => !texts.some((text) => [`'${name}`, `"${name}`, `${name}/`].some((way) => text.includes(way))),
  );
  expect(idle).toEqual([]);
});

test('behavior: imports are found in code and in types, at run time and not', () => {
  const text = [
    '/// <reference types="a" />',
    "import b from 'b/part'; export * from '@c/d/part'; export type { E } from 'e';",
    "await import('f'); let g: import('g').G; import './h.js'; import '#i'; import 'node:fs'; // import 'j'",
  ].join('\n');
  expect(packagesNamedBy('one.ts', text).sort()).toEqual(['@c/d', 'a', 'b', 'e', 'f', 'g', 'node:fs']);
});
