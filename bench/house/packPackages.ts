import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { outsideEnvironment } from './outsideEnvironment.js';

const run = promisify(execFile);

/** A package as it would be published. */
export type PackedPackage = {
  name: string;
  version: string;
  /** Path of the tarball. */
  tarball: string;
  unpackedBytes: number;
  /** Paths within the package. */
  files: string[];
  /** The other packages of the repository that its users get with it, over any number of steps. */
  siblings: string[];
};

export type PackPackagesParameters = {
  /** Folder of the repository. */
  root: string;
  /** Where the tarballs go. */
  folder: string;
};

type Packed = { name: string; version: string; filename: string; unpackedSize: number; files: { path: string }[] };
type Manifest = {
  name: string;
  private?: boolean;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
};

/** Packs every package of the repository that isn't private, by `npm pack`, which builds first what is missing. */
export async function packPackages({ root, folder }: PackPackagesParameters): Promise<PackedPackage[]> {
  const needs = await readNeeds(root);
  const wanted = [...needs.keys()].map((name) => `--workspace=${name}`);
  // An `npm run -s` around this one would keep the reason of a failure to itself.
  const options = ['--json', '--loglevel=notice', '--foreground-scripts=false', '--pack-destination', folder];
  const { stdout } = await run('npm', ['pack', ...wanted, ...options], {
    cwd: root,
    env: outsideEnvironment(),
    maxBuffer: 64 * 1024 * 1024,
  });
  const packed = Object.values(JSON.parse(stdout) as Record<string, Packed>);
  return packed.map(({ name, version, filename, unpackedSize, files }) => ({
    name,
    version,
    tarball: join(folder, filename),
    unpackedBytes: unpackedSize,
    files: files.map(({ path }) => path),
    siblings: siblingsOf(name, needs),
  }));
}

/** What each package that isn't private asks for, by name. */
async function readNeeds(root: string): Promise<Map<string, string[]>> {
  const { workspaces } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { workspaces: string[] };
  const needs = new Map<string, string[]>();
  for (const workspace of workspaces) {
    const manifest = JSON.parse(await readFile(join(root, workspace, 'package.json'), 'utf8')) as Manifest;
    if (manifest.private) continue;
    needs.set(manifest.name, Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
  }
  return needs;
}

function siblingsOf(name: string, needs: Map<string, string[]>): string[] {
  const reached = new Set([name]);
  for (const at of reached) {
    for (const needed of needs.get(at) ?? []) if (needs.has(needed)) reached.add(needed);
  }
  reached.delete(name);
  return [...reached].sort();
}
