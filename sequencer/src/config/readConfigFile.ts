import { readFile, stat } from 'node:fs/promises';
import type { TallystickError } from '@tallystick/prover/core';
import { parse as parseToml } from 'smol-toml';
import { sequencerError } from '../errors.js';
import { type ConfigName, type ConfigRow, configRows } from './rows.js';

/** Values of options by name, as text, as {@link resolveConfig} takes them. */
export type ConfigTexts = Partial<Record<ConfigName, string>>;

export type ReadConfigFileParameters = {
  /** A TOML file: one `name = value` for each option, names as in docs/sequencer.md. */
  path: string;
  /** Hears that others can read a file that holds a secret. */
  warn?: (line: string) => void;
};

/**
 * Options out of a TOML file, as text; `resolveConfig` parses them like flags and environment. A name that doesn't exist is refused rather
 * than ignored, since it's a misspelt one more often than not.
 *
 * @throws sequencer/bad-config naming file and option; never with a secret's value
 *
 * @example
 * import { readConfigFile, resolveConfig } from '@tallystick/sequencer';
 *
 * const file = await readConfigFile({ path: 'sequencer.toml', warn: console.warn });
 * const config = resolveConfig({ file, env: process.env });
 */
export async function readConfigFile({ path, warn = () => {} }: ReadConfigFileParameters): Promise<ConfigTexts> {
  const table = parseFile(path, await read(path));
  const texts: ConfigTexts = {};
  let hasSecret = false;
  for (const [key, value] of Object.entries(table)) {
    if (!isConfigName(key)) throw refusal(path, key, `one of ${Object.keys(configRows).join(', ')}`);
    texts[key] = toText(path, key, value);
    hasSecret ||= (configRows[key] as ConfigRow).secret === true;
  }
  if (hasSecret && ((await stat(path)).mode & 0o077) !== 0) {
    warn(`warning: ${path} holds secrets and can be read by other users of this machine; chmod 600 it.`);
  }
  return texts;
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw sequencerError('sequencer/bad-config', {
      message: `config: expected a file that can be read, got ${path}`,
      facts: { field: 'config', option: '--config', given: path },
      cause,
    });
  }
}

function parseFile(path: string, text: string): Record<string, unknown> {
  try {
    return parseToml(text);
  } catch (error) {
    // The parser's message quotes the lines around the fault, and one of them may hold a secret.
    const { line, column } = error as { line?: number; column?: number };
    const place = line === undefined ? path : `${path}, line ${line}, column ${column}`;
    throw sequencerError('sequencer/bad-config', {
      message: `config: expected TOML in ${place}`,
      facts: { field: 'config', option: '--config', given: place, expected: 'TOML' },
    });
  }
}

function isConfigName(key: string): key is ConfigName {
  return Object.hasOwn(configRows, key);
}

function toText(path: string, name: ConfigName, value: unknown): string {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(',');
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  throw refusal(path, name, 'a text, a number, true, false, or a list of texts');
}

function refusal(path: string, field: string, expected: string): TallystickError {
  return sequencerError('sequencer/bad-config', {
    message: `${field}: expected ${expected} (in ${path})`,
    facts: { field, option: `${field} in ${path}`, expected },
  });
}
