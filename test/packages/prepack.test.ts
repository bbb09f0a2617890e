import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packPackages } from '../../bench/house/packPackages.js';
import { ROOT } from './readPackages.js';

/** A repository with one small package, which nobody has built. */
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tallystick-unbuilt-'));
  const compilerOptions = { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo', types: [] };
  const files = {
    'package.json': { private: true, workspaces: ['small'] },
    'small/package.json': {
      name: '@made-up/small',
      version: '1.0.0',
      type: 'module',
      files: ['dist', 'src', '!dist/.tsbuildinfo', '!src/**/*.test.ts'],
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
      scripts: { prepack: `node ${join(ROOT, 'scripts', 'prepack.mjs')}` },
    },
    'small/tsconfig.json': {
      extends: join(ROOT, 'tsconfig.base.json'),
      compilerOptions,
      include: ['src'],
      exclude: ['src/**/*.test.ts'],
    },
    'small/src/index.ts': "export { half } from './parts/half.js';\n",
    'small/src/parts/half.ts': 'export const half = 0.5;\n',
    'small/src/parts/half.test.ts': 'never compiled\n',
  };
  await mkdir(join(root, 'small', 'src', 'parts'), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
});
afterAll(() => rm(root, { recursive: true }));

const inPackage = (...path: string[]) => join(root, 'small', ...path);
const built = ['index', 'parts/half'].flatMap((name) =>
  ['.d.ts', '.d.ts.map', '.js', '.js.map'].map((ending) => `dist/${name}${ending}`),
);
const everything = [...built, 'package.json', 'src/index.ts', 'src/parts/half.ts'].sort();

async function pack(): Promise<string[]> {
  const [packed] = await packPackages({ root, folder: root });
  return [...(packed?.files ?? [])].sort();
}

test('default: an unbuilt tree packs what a built one packs', async () => {
  expect(await readdir(inPackage())).not.toContain('dist');
  expect(await pack()).toEqual(everything);
  expect(await pack()).toEqual(everything);
});

test('behavior: what has no source any more is not shipped; what was deleted from dist is', async () => {
  await writeFile(inPackage('dist', 'gone.js'), 'export const gone = 1;\n');
  await rm(inPackage('dist', 'parts', 'half.js'));
  expect(await pack()).toEqual(everything);
  expect(await readdir(inPackage('dist'))).not.toContain('gone.js');
  expect(await readFile(inPackage('dist', 'parts', 'half.js'), 'utf8')).toContain('half = 0.5');
});

test('behavior: a source that changed since it was built is built again', async () => {
  await writeFile(inPackage('src', 'parts', 'half.ts'), 'export const half = 1 / 2;\n');
  expect(await pack()).toEqual(everything);
  expect(await readFile(inPackage('dist', 'parts', 'half.js'), 'utf8')).toContain('half = 1 / 2');
});

test('error: package.json leads to a file that is not there', async () => {
  const text = await readFile(inPackage('package.json'), 'utf8');
  await writeFile(inPackage('package.json'), text.replace('./dist/index.js', './dist/main.js'));
  await expect(pack()).rejects.toThrow('@made-up/small: package.json leads to nothing at ./dist/main.js');
  await writeFile(inPackage('package.json'), text);
});

test('error: a source that does not compile', async () => {
  await writeFile(inPackage('src', 'broken.ts'), "export const broken: number = 'text';\n");
  await expect(pack()).rejects.toThrow('TS2322');
  await rm(inPackage('src', 'broken.ts'));
});
