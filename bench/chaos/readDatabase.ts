import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '@tallystick/prover/files';

/** The embedded PostgreSQL in a data directory, as it runs now. */
export type RunningDatabase = { pid: number; url: string };

/** Reads what a sequencer's embedded PostgreSQL says of itself: undefined while none runs. */
export async function readDatabase(dataDir: string): Promise<RunningDatabase | undefined> {
  const [text, password] = await Promise.all(
    [join('postgres', 'postmaster.pid'), 'postgres.password'].map((file) =>
      readFile(join(dataDir, file), 'utf8').catch(() => ''),
    ),
  );
  const lines = (text ?? '').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  // The last line says that it takes connections.
  if (!(pid > 0) || !(port > 0) || !password || !text?.includes('ready') || !isAlive(pid)) return undefined;
  return { pid, url: `postgresql://tallystick:${password}@127.0.0.1:${port}/postgres` };
}
