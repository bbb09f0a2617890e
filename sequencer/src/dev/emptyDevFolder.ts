import { readdir, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { postgresUser } from '../store/embedded/postgresUser.js';
import { reachableCluster } from '../store/embedded/reachable.js';
import { startEmbeddedPostgres } from '../store/embedded/startEmbeddedPostgres.js';

/** What a network makes in its folder. Anything else there is somebody's who works in the same folder. */
export const MADE_IN_DEV_FOLDER = ['chain', 'sequencer', 'own', 'provider', 'deployment.json', 'sequencer.log', 'env'];

/** Removes what a network has made in a development folder but lock and note, the database of its sequencer among it, wherever that lies. */
export async function emptyDevFolder(dataDir: string): Promise<void> {
  const database = join(dataDir, 'sequencer');
  const cluster = await reachableCluster(database, await postgresUser());
  // One that a killed sequencer left behind would write on.
  const isLeft = (await readdir(cluster).catch((): string[] => [])).includes('postmaster.pid');
  if (isLeft) await (await startEmbeddedPostgres({ dataDir: database })).stop();
  if (!cluster.startsWith(database + sep)) await rm(dirname(cluster), { recursive: true, force: true });
  for (const name of MADE_IN_DEV_FOLDER) await rm(join(dataDir, name), { recursive: true, force: true });
}
