import { type Command, Option } from 'commander';
import { renamedWarning } from '../config/renamedWarning.js';
import { type ConfigName, type ConfigRow, configRows } from '../config/rows.js';

/**
 * Adds options of the configuration to a command, with what the table says of them. Nothing is parsed here: `resolveConfig` does that for
 * flags and environment alike.
 */
export function addConfigOptions(command: Command, names: readonly ConfigName[]): Command {
  const environmentOnly: string[] = [];
  command.option(
    '--config <file>',
    'TOML file with options by name; environment and flags come before it (path; or TALLYSTICK_CONFIG)',
  );
  for (const name of names) {
    const row: ConfigRow = configRows[name];
    const fallback = row.default === undefined ? '' : `; default ${row.default}`;
    const text = `${row.description} (${row.unit}; or ${row.env}${fallback})`;
    if (row.flag === undefined) environmentOnly.push(`  ${row.env}  ${text.replace(`; or ${row.env}`, '')}`);
    else command.option(row.flag, text);
    if (row.oldFlag !== undefined) command.addOption(new Option(row.oldFlag).hideHelp());
  }
  if (environmentOnly.length > 0) command.addHelpText('after', `\nEnvironment only:\n${environmentOnly.join('\n')}`);
  return command;
}

/** The flags that were given, by option name, as text; `warn` hears of old ones. */
export function configFlags(
  command: Command,
  names: readonly ConfigName[],
  warn: (line: string) => void,
): Partial<Record<ConfigName, string>> {
  const given = command.opts<Record<string, string | undefined>>();
  const flags: Partial<Record<ConfigName, string>> = {};
  for (const name of names) {
    const { flag, oldFlag }: ConfigRow = configRows[name];
    if (flag === undefined) continue;
    const current = given[attributeOf(flag)];
    const former = oldFlag === undefined ? undefined : given[attributeOf(oldFlag)];
    if (oldFlag !== undefined && former !== undefined) {
      warn(renamedWarning({ old: longOf(oldFlag), now: longOf(flag), isIgnored: current !== undefined }));
    }
    const value = current ?? former;
    if (value !== undefined) flags[name] = value;
  }
  return flags;
}

/** `--data-dir <folder>` → `--data-dir`. */
function longOf(flag: string): string {
  return flag.split(' ')[0] ?? flag;
}

/** `--data-dir <folder>` → `dataDir`, as commander names it. */
function attributeOf(flag: string): string {
  return longOf(flag)
    .replace(/^--/, '')
    .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
