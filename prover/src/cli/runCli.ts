import { CommanderError } from 'commander';
import { unloadCrypto } from '../core/hash/crypto.js';
import { createProgressReporter } from '../proving/createProgressReporter.js';
import { createProgram } from './createProgram.js';
import type { CliIo } from './io/CliIo.js';
import { createSecretGuard } from './io/createSecretGuard.js';
import { formatError } from './support/formatError.js';

/**
 * Runs one command line.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage
 */
export async function runCli(argv: readonly string[], world: CliIo): Promise<0 | 1 | 2> {
  const { io, hide } = createSecretGuard(world);
  const context = { io, hide, onProgress: createProgressReporter({ stream: io.stderr }) };
  try {
    await createProgram(context).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    // Commander has printed its own message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    io.stderr.write(formatError(error));
    return 1;
  } finally {
    // The native library keeps the process alive otherwise.
    await unloadCrypto();
  }
}
