import { execFile } from 'node:child_process';
import { lstat, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { outsideEnvironment } from './outsideEnvironment.js';
import { type PackedPackage, packPackages } from './packPackages.js';

const run = promisify(execFile);

export type PackageSize = {
  name: string;
  /** Of the package's own files, as packed. */
  unpackedBytes: number;
  fileCount: number;
  /** Of all of node_modules, once the package is installed by npm into an empty folder. */
  installBytes: number;
};

/**
 * What each package of the repository weighs for whoever installs it, in bytes of its files' contents. Takes half a
 * minute, more when npm has to download.
 *
 * @throws Error of npm, when a package doesn't pack or install
 */
export async function measurePackageSizes({ root }: { root: string }): Promise<PackageSize[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-sizes-'));
  try {
    const packed = await packPackages({ root, folder });
    const sizes: PackageSize[] = [];
    for (const one of packed) {
      const installed = join(folder, one.name.replace(/^.*\//, ''));
      await install(installed, one, packed);
      sizes.push({
        name: one.name,
        unpackedBytes: one.unpackedBytes,
        fileCount: one.files.length,
        installBytes: await bytesBelow(join(installed, 'node_modules')),
      });
    }
    return sizes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The package and its siblings from their tarballs, since none is published; nothing of theirs is run. */
async function install(folder: string, one: PackedPackage, packed: PackedPackage[]): Promise<void> {
  const wanted = packed.filter(({ name }) => name === one.name || one.siblings.includes(name));
  const dependencies = Object.fromEntries(wanted.map(({ name, tarball }) => [name, `file:${tarball}`]));
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline'];
  await run('npm', ['install', ...options], { cwd: folder, env: outsideEnvironment(), maxBuffer: 64 * 1024 * 1024 });
}

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  let bytes = 0;
  for (const entry of entries) {
    if (entry.isFile()) bytes += (await lstat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
