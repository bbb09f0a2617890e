import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, processIdentity } from '@tallystick/prover/files';

/** The process that works in a data directory. */
export type DataDirHolder = { pid: number; identity: string | null };

/** Where it is noted: its number, and on the second line what tells it from a later one with that number. */
export const pidFileOf = (dataDir: string): string => join(dataDir, 'sequencer.pid');

/** The living process that works in a data directory, if there is one; a file that a killed one left behind says nothing. */
export async function dataDirHolder(dataDir: string): Promise<DataDirHolder | undefined> {
  const text = await readFile(pidFileOf(dataDir), 'utf8').catch(() => '');
  const [, number = '', identity = ''] = /^(\d+)\n(.*)\n$/.exec(text) ?? [];
  const pid = Number(number);
  if (!(pid > 0) || !isAlive(pid)) return undefined;
  const now = await processIdentity(pid);
  if (identity !== '' && now !== undefined && identity !== now) return undefined;
  return { pid, identity: identity === '' ? null : identity };
}
