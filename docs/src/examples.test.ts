import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { readExports, toRunnable } from './examples.js';
import { plumbing } from './plumbing.js';
import { ROOT } from './repository.js';

const folder = `${ROOT}docs/dist/examples`;
const functions = readExports();
const examples = functions.flatMap(({ path, name, examples: codes }) =>
  codes.map((code, index) => ({ title: `${path} ${name}`, file: `${name}.${index}.ts`, code })),
);
const runnable = examples.flatMap(({ title, file, code }) => {
  const text = toRunnable(code);
  return text === undefined ? [] : [{ title, file: `${folder}/run/${file}`, text }];
});

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(`${folder}/run`, { recursive: true });
  for (const { file, code } of examples) writeFileSync(`${folder}/${file}`, `${code}\nexport {};\n`);
  for (const { file, text } of runnable) writeFileSync(file, text);
});

test('default: every example compiles, strictly, as it stands', () => {
  const config = {
    extends: '../../tsconfig.api.json',
    compilerOptions: { rootDir: '../../..', noUnusedLocals: false },
    include: ['*.ts', '../../src/given.d.ts', '../../../prover/src/**/*.d.ts'],
  };
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify(config));
  const tsc = `${ROOT}node_modules/typescript/bin/tsc`;
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});

test.each(runnable)('behavior: the example of $title gives what it shows', async ({ file }) => {
  const { shown } = (await import(file)) as { shown: [unknown, unknown][] };
  expect(shown.map(([value]) => value)).toEqual(shown.map(([, stated]) => stated));
});

test('behavior: every function that a user calls has an example', () => {
  const without = functions
    // The makers of a room's errors are its own; users catch what they make.
    .filter(({ path, examples: codes }) => codes.length === 0 && !/errors\.ts$/i.test(path));
  expect(without.map(({ name }) => name).sort()).toEqual(Object.values(plumbing).flat().sort());
});

test('behavior: a result behind a statement is what it gives; words are a comment', () => {
  const code = 'const a = 1n + 1n; // 2n\nf(a); // [2n, { b: -1 }]\ng(a); // throws a/b-c\nh(a); // printed';
  expect(toRunnable(code)).toBe(
    [
      'export const shown = [];',
      'const a = 1n + 1n;',
      'shown.push([a, 2n]);',
      'shown.push([f(a), [2n, { b: -1 }]]);',
      "try { g(a); shown.push([undefined, 'a/b-c']); } catch (error) { shown.push([error.code, 'a/b-c']); }",
      'h(a);',
      '',
    ].join('\n'),
  );
  expect(toRunnable('const a = 1; // one\nb();')).toBeUndefined();
});
