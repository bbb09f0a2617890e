import { execFile } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';
import { outsideEnvironment } from '../../../bench/house/outsideEnvironment.js';
import type { FetchedNode } from './fetchNodes.js';

const run = promisify(execFile);

/**
 * Runs a command in a folder under another Node.js than the one at hand: whatever asks for `node`, as npm and the commands that it
 * links do, finds that one. Where that one is missing it is the one at hand. Gives what the command prints.
 *
 * @throws Error with everything that the command printed
 */
export async function runUnder(node: FetchedNode, folder: string, command: string, args: string[]): Promise<string> {
  const env = outsideEnvironment();
  env.PATH = (node.binaries ?? dirname(process.execPath)) + delimiter + (env.PATH ?? '');
  try {
    const { stdout } = await run(command, args, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${[command, ...args].join(' ')}: ${[message, stdout, stderr].join('\n')}`);
  }
}
