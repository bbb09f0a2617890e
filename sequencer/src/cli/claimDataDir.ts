import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { processIdentity } from '@tallystick/prover/files';
import { sequencerError } from '../errors.js';
import { dataDirHolder, pidFileOf } from './dataDirHolder.js';

/**
 * Notes this process as the one that works in a data directory.
 *
 * @param options.takesOver Whether a living one may be replaced: the one that stood by has taken over.
 * @returns what removes the note, if it is still this process's
 * @throws sequencer/already-running
 */
export async function claimDataDir(dataDir: string, { takesOver = false } = {}): Promise<() => Promise<void>> {
  if (!takesOver) await assertNotRunning(dataDir);
  await mkdir(dataDir, { recursive: true });
  const file = pidFileOf(dataDir);
  const making = `${file}.${process.pid}`;
  await writeFile(making, `${process.pid}\n${(await processIdentity(process.pid)) ?? ''}\n`, { mode: 0o644 });
  await rename(making, file);
  return async () => {
    if ((await dataDirHolder(dataDir))?.pid === process.pid) await rm(file, { force: true });
  };
}

/**
 * Fails where another process works in a data directory.
 *
 * @throws sequencer/already-running
 */
export async function assertNotRunning(dataDir: string): Promise<void> {
  const holder = await dataDirHolder(dataDir);
  if (!holder || holder.pid === process.pid) return;
  const facts = { field: 'dataDir', given: dataDir, pid: holder.pid };
  const message = `A sequencer runs in ${dataDir} already: process ${holder.pid}.`;
  throw sequencerError('sequencer/already-running', { message, facts });
}
