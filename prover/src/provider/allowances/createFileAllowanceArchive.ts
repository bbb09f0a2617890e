import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTerms, type SerializedTerms, serializeTerms } from '../../core/account/termsJson.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { JsonReader } from '../../core/JsonReader.js';
import { MAX_SERIAL } from '../../core/limits.js';
import { replaceFile } from '../../files/replaceFile.js';
import { sha256 } from '../../files/sha256.js';
import type { AllowanceArchive, ArchivedAllowance } from './AllowanceArchive.js';
import { archiveError } from './archiveErrors.js';

const FILE = /^[1-9][0-9]{0,9}\.json$/;

/**
 * An archive in a folder, a file for each allowance (`<serial>.json`) that its owner alone can read (0600). Written beside and
 * renamed, so a crash leaves no half of one. Terms that differ from those kept before don't take their place unseen: the older file stays
 * as `<serial>.json.<hash>`, to be put back by hand. Whoever serves the terms may lie, and a reorganisation of the chain may give the serial to
 * another allowance.
 *
 * @throws escape/bad-terms-file from `list`, naming the file
 *
 * @example
 * import { createFileAllowanceArchive } from '@tallystick/prover/provider';
 *
 * for await (const { serial, terms } of createFileAllowanceArchive({ path: 'terms' }).list()) {
 *   console.log(serial, terms.expiry);
 * }
 */
export function createFileAllowanceArchive({ path: folder }: { path: string }): AllowanceArchive {
  return {
    async put(allowance) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, `${allowance.serial}.json`);
      const text = `${JSON.stringify(serializeArchived(allowance), null, 2)}\n`;
      await keepOther(path, text);
      await replaceFile(path, text, 0o600);
    },
    async *list() {
      for (const name of (await readdir(folder)).filter((entry) => FILE.test(entry)).sort(byNumber)) {
        yield parseFile(join(folder, name), await readFile(join(folder, name), 'utf8'));
      }
    },
  };
}

/** Keeps a copy of the file if it says something else; under a name by its content, so each content once. */
async function keepOther(path: string, text: string): Promise<void> {
  try {
    const present = await readFile(path, 'utf8');
    if (present !== text) await copyFile(path, `${path}.${sha256(present).slice(0, 16)}`, constants.COPYFILE_EXCL);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  }
}

function byNumber(a: string, b: string): number {
  return Number.parseInt(a, 10) - Number.parseInt(b, 10);
}

function parseFile(file: string, text: string) {
  try {
    return parseArchived(JSON.parse(text));
  } catch (error) {
    // A parser's own message quotes the content.
    const facts = error instanceof TallystickError ? error.facts : { expected: 'a JSON document' };
    throw archiveError('escape/bad-terms-file', { facts: { file, ...facts } });
  }
}

/**
 * Reads an archived allowance from its file's JSON, strictly.
 *
 * @throws escape/bad-terms-file; it never holds the view key, whatever is wrong with it
 */
export function parseArchived(json: unknown): ArchivedAllowance {
  const body = new JsonReader(json, { toError: archiveError.of('escape/bad-terms-file'), isSecret: true });
  const serial = body.integer('serial', { min: 1, max: MAX_SERIAL });
  const terms = parseTerms(body);
  body.end();
  return { serial, terms };
}

/** An archived allowance as its file holds it. Secret: the view key is in it. */
export function serializeArchived({ serial, terms }: ArchivedAllowance): { serial: number; terms: SerializedTerms } {
  return { serial, terms: serializeTerms(terms) };
}
