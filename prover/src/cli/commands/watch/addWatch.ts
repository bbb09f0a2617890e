import { Option } from 'commander';
import type { CliCommand } from '../../options/CliCommand.js';
import { sharedOptions as shared } from '../../options/sharedOptions.js';
import { watchOptions } from '../../options/watchOptions.js';
import type { CommandContext } from '../../support/CommandContext.js';
import { watch } from './watch.js';

/** The command `watch`. */
export function addWatch(program: CliCommand, context: CommandContext): void {
  const command = program
    .command('watch')
    .description(
      'For watchers: probe providers, record what is up, post the roots, hand openings out and reveal what is demanded, until SIGINT, SIGTERM or SIGHUP.',
    )
    .addChain()
    .addOption(shared.keyFile());
  for (const { flag, env, description, default: fallback, parser } of watchOptions) {
    // The table's sentences begin small and lose their full stop in the help, as every option there.
    const option = new Option(flag, description.charAt(0).toLowerCase() + description.slice(1).replace(/\.$/, ''));
    if (env !== undefined) option.env(env);
    if (parser !== undefined) option.argParser(parser);
    const value = fallback !== undefined && parser !== undefined ? parser(fallback) : fallback;
    // Commander can't write a bigint.
    if (value !== undefined) option.default(value, typeof value === 'bigint' ? fallback : undefined);
    command.addOption(option);
  }
  command.end(context, {
    help: `
The wallet must be registered as a watcher (\`tallystick stake register-watcher\`) and hold coins for its transactions; let nothing
else send from it. Back up the file \`secret\` in the data folder: without it no posted root can be opened. See docs/watcher.md.

Example:
  $ tallystick watch --key-file watcher.key --host 0.0.0.0 --data-dir /var/lib/tallystick-watcher`,
    run: watch,
  });
}
