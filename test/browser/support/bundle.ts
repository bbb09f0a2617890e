import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build as buildWithEsbuild } from 'esbuild';
import { build as buildWithVite } from 'vite';

/** What a server has to serve for a page, by path; the page itself is `/index.html`. */
export type Bundle = Map<string, string>;

export type Bundler = (page: 'pay' | 'verify') => Promise<Bundle>;

const folderOf = (page: string): string => fileURLToPath(new URL(`../pages/${page}/`, import.meta.url));

/** esbuild as it comes: told what to bundle, and nothing of how. */
export const bundleWithEsbuild: Bundler = async (page) => {
  const folder = folderOf(page);
  const { outputFiles } = await buildWithEsbuild({
    entryPoints: [`${folder}main.ts`],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  const html = await readFile(`${folder}index.html`, 'utf8');
  return new Map([
    ['/index.html', html.replace('/main.ts', '/main.js')],
    ...outputFiles.map(({ text }): [string, string] => ['/main.js', text]),
  ]);
};

/** Vite as it comes: told where the page is, and nothing of how. */
export const bundleWithVite: Bundler = async (page) => {
  const built = await buildWithVite({
    root: folderOf(page),
    configFile: false,
    logLevel: 'warn',
    build: { write: false },
  });
  const [result] = [built].flat();
  if (result === undefined || !('output' in result)) throw new Error('Vite built nothing');
  return new Map(
    result.output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : String(file.source)]),
  );
};

/** Bytes of a page's scripts as a server sends them. */
export function gzippedBytes(bundle: Bundle): number {
  return [...bundle].reduce(
    (total, [path, text]) => (path.endsWith('.js') ? total + gzipSync(text, { level: 9 }).byteLength : total),
    0,
  );
}
