import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { watcherError } from '../watcherErrors.js';

const BYTES = 32;

/**
 * The secret that a watcher's salts come from: the file `secret` in its data folder, 64 hex digits, for its owner alone.
 *
 * @param mayCreate whether a missing one is made; not where records exist already, whose salts it could not give
 * @throws watcher/secret-missing, watcher/unusable-folder
 */
export async function loadWatchSecret({
  dataDir,
  mayCreate,
}: {
  dataDir: string;
  mayCreate: boolean;
}): Promise<Uint8Array> {
  const path = join(dataDir, 'secret');
  try {
    return await read(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unusable(path, error);
  }
  if (!mayCreate) throw watcherError('watcher/secret-missing', { facts: { file: path } });
  try {
    await create(dataDir, path);
    return await read(path);
  } catch (error) {
    throw unusable(path, error);
  }
}

async function read(path: string): Promise<Uint8Array> {
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw watcherError('watcher/unusable-folder', {
      message: 'Others can read the secret',
      facts: { file: path, given: (mode & 0o777).toString(8), expected: 'mode 600' },
    });
  }
  const text = (await readFile(path, 'utf8')).trim();
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw watcherError('watcher/unusable-folder', {
      message: 'The secret is not of its form',
      facts: { file: path, expected: `${2 * BYTES} hex digits` },
    });
  }
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

/** Written beside it, flushed, then linked to its name: there is a whole secret or none, and none is ever replaced. */
async function create(dataDir: string, path: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${randomBytes(BYTES).toString('hex')}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error; // another process was first; its secret counts
    });
  } finally {
    await rm(temporary, { force: true });
  }
  if (process.platform === 'win32') return; // can't flush a folder, and doesn't need it
  const folder = await open(dataDir, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function unusable(path: string, error: unknown): TallystickError {
  if (error instanceof TallystickError) return error;
  const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
  return watcherError('watcher/unusable-folder', { facts: { file: path, reason }, cause: error });
}
