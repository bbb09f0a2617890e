import { sequencerError } from '../errors.js';
import { Expected } from './parsers.js';
import { renamedWarning } from './renamedWarning.js';
import { type ConfigName, type ConfigRow, configRows, type SequencerConfig } from './rows.js';

export type ResolveConfigParameters = {
  /** Values by option name, as text; they come first. */
  flags?: Partial<Record<ConfigName, string>>;
  env?: Readonly<Record<string, string | undefined>>;
  /** Values of a configuration file, as `readConfigFile` gives them. */
  file?: Partial<Record<ConfigName, string>>;
  /** Hears, once for each, that a variable has another name now. */
  warn?: (line: string) => void;
};

/**
 * The sequencer's configuration out of flags, environment, file and defaults, in that order. Nothing is connected to or read here.
 *
 * @throws sequencer/bad-config naming the option, the value (never a secret one) and what was expected
 *
 * @example
 * import { resolveConfig } from '@tallystick/sequencer';
 *
 * const { pollIntervalMs } = resolveConfig({ flags: { shapes: 'tiny,small' }, env: process.env });
 */
export function resolveConfig({
  flags = {},
  env = {},
  file = {},
  warn = () => {},
}: ResolveConfigParameters = {}): SequencerConfig {
  const values: Record<string, unknown> = {};
  const sources = new Map<string, string>();
  for (const [name, row] of Object.entries(configRows) as [ConfigName, ConfigRow][]) {
    const flag = row.flag?.split(' ')[0] ?? name;
    const variable = row.oldEnv !== undefined && isSet(env[row.oldEnv]) && !isSet(env[row.env]) ? row.oldEnv : row.env;
    if (row.oldEnv !== undefined && isSet(env[row.oldEnv])) {
      warn(renamedWarning({ old: row.oldEnv, now: row.env, isIgnored: isSet(env[row.env]) }));
    }
    const given = [
      [flags[name], flag],
      [isSet(env[variable]) ? env[variable] : undefined, variable],
      [file[name], `${name} in the configuration file`],
      [row.default, 'default'],
    ] as const;
    const [text, source = ''] = given.find(([value]) => value !== undefined) ?? [];
    if (text === undefined) continue;
    values[name] = parse(name, row, text, source);
    sources.set(name, source);
  }
  assertOneSource(sources, 'operatorKey', 'operatorKeyFile');
  assertOneSource(sources, 'storeKey', 'storeKeyFile');
  return values as SequencerConfig;
}

/** An empty variable counts as unset. */
function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

function parse(name: ConfigName, row: ConfigRow, text: string, source: string): unknown {
  try {
    return row.parser(text);
  } catch (error) {
    if (!(error instanceof Expected)) throw error;
    const isHidden = row.secret || row.holdsKeys;
    const given = isHidden ? '(secret)' : text;
    const sources = row.flag ? `${row.env} or ${row.flag.split(' ')[0]}` : row.env;
    throw sequencerError('sequencer/bad-config', {
      message: `${name}: expected ${error.message}, got ${isHidden ? 'something else' : JSON.stringify(text)} (set by ${source})`,
      facts: { field: name, option: sources, given, expected: error.message },
    });
  }
}

/** Of a key and a file with a key, one would win silently: after a rotation it may be a variable that was left behind. */
function assertOneSource(sources: ReadonlyMap<string, string>, key: ConfigName, file: ConfigName): void {
  const [given, other] = [sources.get(key), sources.get(file)];
  if (given === undefined || other === undefined) return;
  throw sequencerError('sequencer/bad-config', {
    message: `${key}: expected the key or a file that holds it, got both (set by ${given} and by ${other})`,
    facts: { field: key, option: `${given} and ${other}`, given: 'both', expected: `${key} or ${file}` },
  });
}
