import { tryWritingIn } from '../../files/tryWritingIn.js';
import { cacheError, resolveCacheDir } from './cached.js';
import { findSocketFolder } from './findSocketFolder.js';

export type AssertProverFoldersParameters = {
  /** As `loadArtifacts` takes it. */
  cacheDir?: string | undefined;
  /** Whether something has yet to be made, and so to be written into the cache; true by default. */
  writesCache?: boolean | undefined;
};

/**
 * Makes sure that a prover can write where it has to, by writing there: a folder for the socket of its native process, and the cache.
 *
 * @throws artifacts/no-native-prover, artifacts/cache-unusable naming folder and reason
 */
export async function assertProverFolders({
  cacheDir,
  writesCache = true,
}: AssertProverFoldersParameters = {}): Promise<void> {
  await findSocketFolder();
  if (!writesCache) return;
  const folder = await resolveCacheDir(cacheDir);
  await tryWritingIn(folder).catch((error: unknown) => {
    throw cacheError(error, folder);
  });
}
