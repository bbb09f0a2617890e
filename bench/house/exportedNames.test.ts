import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exportedNames, readDoors } from './exportedNames.js';
import { readSourceGraph } from './sourceGraph.js';

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
test('default: doors are the exports that have a source', async () => {
  const door = (name: string) => ({ 'tallystick:source': `./src/${name}.ts`, default: `./dist/${name}.js` });
  const exports = { '.': door('index'), './core': door('core/index'), './package.json': './package.json' };
  await write({ 'package.json': JSON.stringify({ exports }) });
  expect([...readDoors(root)]).toEqual([
    ['', 'index.ts'],
    ['/core', 'core/index.ts'],
  ]);
});

test('default: exported names, through everything that is passed on', async () => {
  await write({
    'index.ts':
      "export { a as b } from './core/a.js';\nexport * from './core/index.js';\nexport * as all from './core/a.js';\n",
    'core/index.ts': "export * from './a.js';\nexport type T = string;\n",
    'core/a.ts': 'export const a = 1;\nexport function f(): void {}\n',
  });
  expect([...exportedNames(readSourceGraph(root), 'index.ts')].sort()).toEqual(['T', 'a', 'all', 'b', 'f']);
});
