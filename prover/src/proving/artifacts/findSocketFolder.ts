import { access } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryWritingIn } from '../../files/tryWritingIn.js';
import { artifactsError } from './artifactsErrors.js';

/** The longest name that the backend gives its socket: `bb-<process>-<thread>-<number>.sock`. */
const LONGEST_NAME = 'bb-4194304-9999-99999.sock';
/** Bytes of a Unix socket's path: 107 on Linux, 103 on macOS. */
const MAX_PATH_BYTES = 103;

/**
 * A folder for the native prover's socket: the one for temporary files, unless its path is too long for a socket, as on build machines, or
 * nothing can be written there, as with a read-only root file system or a full disk; then another that the system keeps for such files.
 *
 * @throws artifacts/no-native-prover naming the folders
 */
export async function findSocketFolder(): Promise<string> {
  const { XDG_RUNTIME_DIR } = process.env;
  const folders = [tmpdir(), ...(XDG_RUNTIME_DIR ? [XDG_RUNTIME_DIR] : []), '/tmp', '/dev/shm', '/var/tmp'];
  for (const folder of folders) if (await canHoldSocket(folder)) return folder;
  throw artifactsError('artifacts/no-native-prover', {
    facts: {
      field: 'TMPDIR',
      given: tmpdir(),
      expected: `a folder to write in, its path of ${maxFolderBytes()} bytes or fewer`,
      folders,
    },
    remedy: 'Set TMPDIR to a folder with a short path that this user can write to, such as a tmpfs.',
  });
}

async function canHoldSocket(folder: string): Promise<boolean> {
  if (Buffer.byteLength(join(folder, LONGEST_NAME)) > MAX_PATH_BYTES) return false;
  try {
    await access(folder);
    await tryWritingIn(folder);
    return true;
  } catch {
    return false;
  }
}

function maxFolderBytes(): number {
  return MAX_PATH_BYTES - LONGEST_NAME.length - 1;
}
