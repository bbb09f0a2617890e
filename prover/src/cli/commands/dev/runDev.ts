import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cliError } from '../../cliErrors.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * `tallystick dev`: the command of the sequencer's package, with its own words and exit code.
 *
 * @throws cli/no-sequencer
 */
export async function runDev(words: readonly string[]): Promise<void> {
  const main = findSequencer();
  const child = spawn(process.execPath, [main, 'dev', ...words], {
    stdio: 'inherit',
    // In a session of its own, so that a Ctrl-C reaches it once, by this process: of two it would take the second for impatience.
    detached: true,
    // What the user called, which its help says then.
    argv0: 'tallystick',
  });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  try {
    process.exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject).once('exit', (code) => resolve(code ?? 1));
    });
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, forward);
  }
}

/**
 * The command of the sequencer's package: that of the project in the working directory, or the one beside this package.
 *
 * @throws cli/no-sequencer
 */
export function findSequencer(project = process.cwd(), beside = import.meta.url): string {
  let cause: unknown;
  for (const from of [join(project, 'package.json'), beside]) {
    try {
      return createRequire(from).resolve('@tallystick/sequencer/cli');
    } catch (error) {
      cause = error;
    }
  }
  throw cliError('cli/no-sequencer', { facts: { field: '@tallystick/sequencer' }, cause });
}
