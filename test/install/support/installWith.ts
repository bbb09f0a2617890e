import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackedPackage } from '../../../bench/house/packPackages.js';
import { ROOT, readText } from '../../packages/readPackages.js';
import type { FetchedNode } from './fetchNodes.js';
import { runUnder } from './runUnder.js';

/** The package managers that a user may have; npm is the one at hand, the others are of the root's devDependencies. */
export const managers = ['npm', 'pnpm', 'yarn'] as const;
export type Manager = (typeof managers)[number];

export type InstallWithParameters = {
  /** An empty folder to be made: what a user's project would be. */
  folder: string;
  /** What is installed. */
  wanted: PackedPackage[];
  /** All packages of the repository: since none need be published yet, they stand in for each other's siblings. */
  packed: PackedPackage[];
  /** What the user's project asks for besides. */
  besides?: Record<string, string>;
  node: FetchedNode;
  /** Where pnpm and yarn keep what they download. */
  cache: string;
};

/**
 * Installs packages from their tarballs into an empty folder, refusing whatever asks for another Node.js. No script of theirs is run.
 * pnpm hoists nothing, so that a package finds what it declares and no more.
 */
export async function installWith(manager: Manager, parameters: InstallWithParameters): Promise<void> {
  const { folder, wanted, packed, besides, node, cache } = parameters;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifestFor(manager, { wanted, packed, besides })));
  const [command, args] = commandOf(manager, cache);
  // Yarn has a registry of its own, whatever npm is set to.
  if (manager === 'yarn') args.push('--registry', await runUnder(node, folder, 'npm', ['config', 'get', 'registry']));
  await runUnder(node, folder, command, args);
}

type Project = Pick<InstallWithParameters, 'wanted' | 'packed'> & { besides: Record<string, string> | undefined };

/** Packages ask for a sibling by its version, as in a registry: each manager has a way of its own to say which tarball that is. */
function manifestFor(manager: Manager, { wanted, packed, besides }: Project): object {
  const tarballsOf = (some: PackedPackage[]) =>
    Object.fromEntries(some.map(({ name, tarball }) => [name, `file:${tarball}`]));
  if (manager === 'pnpm') {
    const versions = Object.fromEntries(wanted.map(({ name, version }) => [name, version]));
    return { private: true, dependencies: { ...besides, ...versions }, pnpm: { overrides: tarballsOf(packed) } };
  }
  const brought = new Set(wanted.flatMap(({ siblings }) => siblings));
  const isBrought = ({ name }: PackedPackage) => brought.has(name);
  // npm takes a sibling that is there already.
  if (manager === 'npm') {
    const all = packed.filter((one) => wanted.includes(one) || isBrought(one));
    return { private: true, dependencies: { ...besides, ...tarballsOf(all) } };
  }
  // Yarn would install a sibling twice that is both asked for and resolved.
  const asked = wanted.filter((one) => !isBrought(one));
  const resolutions = tarballsOf(packed.filter(isBrought));
  return { private: true, dependencies: { ...besides, ...tarballsOf(asked) }, resolutions };
}

/** How a manager installs; yarn refuses an engine without being told to. */
function commandOf(manager: Manager, cache: string): [command: string, args: string[]] {
  const quiet = ['--ignore-scripts', '--prefer-offline'];
  if (manager === 'npm') {
    // Inside `npm run --silent` npm would fail without a word.
    const options = ['--engine-strict', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
    return ['npm', ['install', ...quiet, ...options]];
  }
  if (manager === 'pnpm') {
    const folders = ['store', 'cache', 'state'].map((name) => `--config.${name}-dir=${join(cache, name)}`);
    const strict = ['--config.engine-strict=true', '--config.hoist=false', '--config.strict-peer-dependencies=true'];
    return ['node', [entryOf('pnpm'), 'install', ...quiet, ...strict, ...folders, '--reporter=append-only']];
  }
  return [
    'node',
    [entryOf('yarn'), 'install', ...quiet, '--non-interactive', '--no-lockfile', '--cache-folder', cache],
  ];
}

/** The script behind the command of a package manager that is a package itself. */
function entryOf(manager: 'pnpm' | 'yarn'): string {
  const { bin } = JSON.parse(readText(`node_modules/${manager}/package.json`)) as { bin: Record<string, string> };
  return join(ROOT, 'node_modules', manager, bin[manager] ?? '');
}
