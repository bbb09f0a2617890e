import { writeFileDurably } from '../../clientFiles/writeFileDurably.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { loadCrypto } from '../../core/hash/crypto.js';
import { toJsonText } from '../io/text.js';
import type { CommandContext, CommandResult } from './CommandContext.js';

/**
 * Makes a commander action of a command's function: prints its lines, and writes its result or its error to `--json FILE`,
 * so that a program never takes the file of an earlier run for this one's.
 */
export function runCommand<Options extends { json?: string }>(
  context: CommandContext,
  command: (context: CommandContext, options: Options) => Promise<CommandResult>,
): (options: Options) => Promise<void> {
  return async (options) => {
    let result: CommandResult;
    try {
      await loadCrypto();
      result = await command(context, options);
    } catch (error) {
      if (options.json !== undefined) {
        const told = error instanceof TallystickError ? error.toJSON() : { code: 'internal' };
        await writeFileDurably(options.json, toJsonText({ error: told }), 0o600);
      }
      throw error;
    }
    const width = Math.max(0, ...result.lines.map(([label]) => label.length));
    for (const [label, value] of result.lines) context.io.stdout.write(`${label.padEnd(width)}  ${value}\n`);
    if (options.json !== undefined) await writeFileDurably(options.json, toJsonText(result.json), 0o600);
  };
}
