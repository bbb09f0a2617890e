import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { lintOverridesOf } from './lintOverrides.js';
import { type HousePackage, house, mayImport } from './rooms.js';
import type { SourceGraph } from './sourceGraph.js';

const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

type Diagnostic = { message: string; location: { path: string; start: { line: number } } };

/** What the linter says of made-up files, under nothing but the given package's overrides, as `file:line message`. */
async function lint(housePackage: HousePackage, files: Record<string, string[]>): Promise<string[]> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'tallystick-lint-')));
  try {
    const graph: SourceGraph = new Map(
      Object.keys(files).map((name) => [name, { lines: 1, imports: [], exports: [] }] as const),
    );
    // As the repository's own configuration takes them in.
    await writeFile(join(root, 'rooms.json'), JSON.stringify({ overrides: lintOverridesOf(housePackage, graph) }));
    await writeFile(join(root, 'biome.json'), JSON.stringify({ extends: ['./rooms.json'] }));
    const source = join(root, housePackage.folder, 'src');
    for (const [name, lines] of Object.entries(files)) {
      await mkdir(dirname(join(source, name)), { recursive: true });
      await writeFile(join(source, name), `${lines.join('\n')}\n`);
    }
    const args = ['lint', '--only=style/noRestrictedImports', '--max-diagnostics=none', '--reporter=json', '.'];
    const { stdout } = await promisify(execFile)(process.execPath, [biome, ...args], {
      cwd: root,
      maxBuffer: 2 ** 26,
    }).catch((error: { stdout: string }) => error);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] };
    return diagnostics.map(({ message, location: { path, start } }) => {
      return `${relative(join(housePackage.folder, 'src'), path)}:${start.line} ${message}`;
    });
  } finally {
    await rm(root, { recursive: true });
  }
}

/** A package of three rooms and a face. */
const small: HousePackage = {
  name: 'small',
  folder: 'small',
  forbidden: { packages: ['@small/other'], folders: ['**/bench/**'], reason: 'small stands alone' },
  rooms: {
    core: { floor: 1, holds: '', mayImport: [] },
    batch: { floor: 2, holds: '', mayImport: ['core'] },
    chain: { floor: 2, holds: '', mayImport: ['core'] },
    index: { floor: 3, holds: '', mayImport: '*' },
  },
};

test('default: the linter refuses, at any depth, what the table does not name, however it is imported', async () => {
  const found = await lint(small, {
    'index.ts': ["export * from './core/a.js';", "export * from './batch/a.js';"],
    'core/a.ts': ["export type { A } from '../chain/a.js';", "export const a = () => import('../batch/a.js');"],
    'batch/a.ts': ["export * from '../core/a.js';", "export * from '../chain/a.js';", "export * from '../index.js';"],
    'batch/ops/b.ts': ["export * from '../a.js';", "export * from '../../core/a.js';", "import '../../chain/a.js';"],
    'chain/a.ts': ["export * from './batch/a.js';", "export * from '../../../elsewhere.js';"],
    'chain/batch/a.ts': ["export * from '../core/hers.js';"],
  });
  expect(found.sort()).toEqual([
    'batch/a.ts:2 batch may import core: bench/house/rooms.ts',
    'batch/a.ts:3 batch may import core: bench/house/rooms.ts',
    'batch/ops/b.ts:3 batch may import core: bench/house/rooms.ts',
    'chain/a.ts:2 chain may import core: bench/house/rooms.ts',
    'core/a.ts:1 core may import no other room: bench/house/rooms.ts',
    'core/a.ts:2 core may import no other room: bench/house/rooms.ts',
  ]);
});

test('behavior: what no file of the package may import is refused in a room, in a test, and where there is no room', async () => {
  const lines = ["import '@small/other';", "import '../../bench/main.js';"];
  const found = await lint(small, {
    'core/a.ts': lines,
    'core/a.test.ts': [...lines, "import '../chain/a.js';"],
    'market/a.ts': [...lines, "import '../chain/a.js';"],
  });
  expect(found.sort()).toEqual([
    'core/a.test.ts:1 small stands alone',
    'core/a.test.ts:2 small stands alone',
    'core/a.ts:1 small stands alone',
    'core/a.ts:2 core may import no other room: bench/house/rooms.ts',
    'market/a.ts:1 small stands alone',
    'market/a.ts:2 small stands alone',
  ]);
});

test.each(Object.values(house))(
  'behavior: the linter and the table of $name say the same of every two rooms',
  async (housePackage: HousePackage) => {
    const { rooms } = housePackage;
    const names = Object.keys(rooms);
    const files = names.flatMap((from): [string, string[]][] => {
      const isLoose = from === 'index' || from === 'verify';
      return (isLoose ? [`${from}.ts`] : [`${from}/a.ts`, `${from}/b/a.ts`]).map((file) => {
        const target = (to: string) => (to === 'index' || to === 'verify' ? `${to}.js` : `${to}/a.js`);
        return [file, names.map((to) => (to === from ? '' : `import '${specifier(file, target(to))}';`))];
      });
    });
    const found = (await lint(housePackage, Object.fromEntries(files))).map((line) => line.slice(0, line.indexOf(' ')));
    const expected = files.flatMap(([file]) => {
      const from = file.replace(/\.ts$|\/.*/, '');
      return names.flatMap((to, at) => (mayImport(rooms, from, to) ? [] : [`${file}:${at + 1}`]));
    });
    expect(expected.length).toBeGreaterThan(names.length);
    expect(found.sort()).toEqual(expected.sort());
  },
);

function specifier(from: string, to: string): string {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}
