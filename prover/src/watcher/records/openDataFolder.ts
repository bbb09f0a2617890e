import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isAddressEqual } from 'viem';
import { watcherError } from '../watcherErrors.js';
import { createLmdbWatchStore } from './createLmdbWatchStore.js';
import { loadWatchSecret } from './loadWatchSecret.js';
import type { WatchStore, WatchStoreOwner } from './WatchStore.js';

export type OpenDataFolderParameters = Omit<WatchStoreOwner, 'secretId'> & { dataDir: string };

/**
 * Opens a watcher's folder, made when missing: its records and the secret of its salts, which must belong together and to this
 * watcher at this deployment.
 *
 * @throws watcher/unusable-folder, watcher/secret-missing, watcher/foreign-data
 */
export async function openDataFolder(
  parameters: OpenDataFolderParameters,
): Promise<{ store: WatchStore; secret: Uint8Array }> {
  const { dataDir } = parameters;
  const store = await openStore(dataDir);
  try {
    const secret = await loadWatchSecret({ dataDir, mayCreate: store.owner() === undefined });
    await claim(store, secret, parameters);
    return { store, secret };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openStore(dataDir: string): Promise<WatchStore> {
  const path = join(dataDir, 'records');
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    return createLmdbWatchStore({ path });
  } catch (cause) {
    throw watcherError('watcher/unusable-folder', { facts: { file: dataDir }, cause });
  }
}

async function claim(store: WatchStore, secret: Uint8Array, parameters: OpenDataFolderParameters): Promise<void> {
  const { dataDir, chainId, registry, watcher } = parameters;
  const secretId = createHash('sha256').update('Tallystick watch secret id 1').update(secret).digest('hex');
  const owner = await store.claim({ chainId, registry, watcher, secretId });
  if (owner.secretId !== secretId) {
    throw watcherError('watcher/secret-missing', {
      message: 'The secret in the data folder is another one than the records were made with',
      facts: { file: join(dataDir, 'secret') },
    });
  }
  const isOurs = isAddressEqual(owner.registry, registry) && isAddressEqual(owner.watcher, watcher);
  if (isOurs && owner.chainId === chainId) return;
  throw watcherError('watcher/foreign-data', {
    facts: {
      field: 'dataDir',
      given: { chainId: owner.chainId, registry: owner.registry, watcher: owner.watcher },
      expected: { chainId, registry, watcher },
    },
  });
}
