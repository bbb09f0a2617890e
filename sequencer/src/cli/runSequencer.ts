import { TallystickError } from '@tallystick/prover/core';
import { CommanderError } from 'commander';
import { createProgram } from './createProgram.js';
import { formatError } from './formatError.js';

/** How a command line ended. */
export type SequencerEnd = {
  /** As `tallystick` has them: 0 done, 1 failed, 2 wrong usage or configuration. */
  code: 0 | 1 | 2;
  /** Whether something may run on that didn't stop, and would keep the process. */
  mayLinger: boolean;
};

/**
 * Runs one command line, and tells on the standard error what went wrong.
 *
 * @param words those after the program's name
 * @param name what the user called, for the help
 */
export async function runSequencer(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  name?: string,
): Promise<SequencerEnd> {
  try {
    await createProgram(env, name).parseAsync(words, { from: 'user' });
    return { code: 0, mayLinger: false };
  } catch (error) {
    // Commander has printed its own message already.
    if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 2, mayLinger: false };
    process.stderr.write(formatError(error));
    const { code } = error instanceof TallystickError ? error : { code: undefined };
    return {
      code: code === 'sequencer/bad-config' ? 2 : 1,
      mayLinger: code === undefined || code === 'sequencer/stop-timeout',
    };
  }
}
