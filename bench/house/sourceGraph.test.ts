import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSourceGraph } from './sourceGraph.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-house-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

test('default: files by their path, with lines, exports and the files that they import', async () => {
  await write({
    'core/field.ts': 'export const one = 1;\n',
    'core/index.ts': "export { one } from './field.js';\n",
    'chain/deep/send.ts':
      "import type { one } from '../../core/index.js';\nimport 'viem';\n\nexport type One = typeof one;\n",
  });
  expect(Object.fromEntries(readSourceGraph(folder))).toEqual({
    'core/field.ts': { lines: 1, imports: [], exports: [{ name: 'one' }] },
    'core/index.ts': {
      lines: 1,
      imports: [{ to: 'core/field.ts', isType: false }],
      exports: [{ name: 'one', from: { specifier: './field.js', name: 'one' } }],
    },
    'chain/deep/send.ts': {
      lines: 4,
      imports: [{ to: 'core/index.ts', isType: true }],
      exports: [{ name: 'One' }],
    },
  });
});

test('behavior: tests, generated files and what is no source are left out, as files and as imports', async () => {
  await write({
    'a.ts': "import type { Api } from './generated/api.js';\nimport data from './data.json' with { type: 'json' };\n",
    'a.test.ts': "import './a.js';\n",
    'generated/api.ts': 'export type Api = string;\n',
    'data.json': '{}',
  });
  expect([...readSourceGraph(folder)]).toEqual([['a.ts', { lines: 2, imports: [], exports: [] }]]);
});

test('error: an import that leads nowhere names file and import', async () => {
  await write({ 'a.ts': "import './b.js';\n" });
  expect(() => readSourceGraph(folder)).toThrow(`${join(folder, 'a.ts')}: its import of ./b.js leads nowhere`);
});

test('error: an import that nobody knows before it runs names the file', async () => {
  await write({ 'a.ts': 'export const load = (name: string) => import(name);\n' });
  expect(() => readSourceGraph(folder)).toThrow(/a\.ts: name in an import\(\) is no plain text$/);
});
