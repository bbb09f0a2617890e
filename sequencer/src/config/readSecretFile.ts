import { readFile, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { sequencerError } from '../errors.js';

export type ReadSecretFileParameters<Value> = {
  path: string;
  /** Name of the option that names the file, and its flag. */
  field: string;
  option: string;
  parse: (text: string) => Value;
  /** What `parse` takes, in words. */
  expected: string;
  /** Told in one line when other users of the machine can read the file. */
  warn: (line: string) => void;
};

/**
 * A secret out of a file.
 *
 * @throws sequencer/bad-config; the message never holds what was read
 */
export async function readSecretFile<Value>(parameters: ReadSecretFileParameters<Value>): Promise<Value> {
  const { path, field, option, parse, expected, warn } = parameters;
  const facts = { field, option, given: path };
  let text: string;
  try {
    text = await readFile(path, 'utf8');
    if (!isCredential(path) && ((await stat(path)).mode & 0o077) !== 0) {
      warn(`warning: ${path} can be read by other users of this machine; chmod 600 it.`);
    }
  } catch (cause) {
    const message = `${field}: expected a file that can be read, got ${path}`;
    throw sequencerError('sequencer/bad-config', { message, facts, cause });
  }
  try {
    return parse(text);
  } catch {
    throw sequencerError('sequencer/bad-config', { message: `${field}: expected ${expected} in ${path}`, facts });
  }
}

/** Of systemd, which lets the service's user alone read it by an access list: the mode shows the list's mask, as if a group could. */
function isCredential(path: string): boolean {
  const { CREDENTIALS_DIRECTORY: folder } = process.env;
  return folder !== undefined && folder !== '' && resolve(path).startsWith(resolve(folder) + sep);
}
