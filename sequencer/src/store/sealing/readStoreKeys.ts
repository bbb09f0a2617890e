import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseStoreKeys } from '../../config/parsers.js';
import { readSecretFile } from '../../config/readSecretFile.js';
import type { SequencerConfig } from '../../config/rows.js';
import { sequencerError } from '../../errors.js';
import { writeOnce } from '../../util/writeOnce.js';

export type ReadStoreKeysParameters = Pick<SequencerConfig, 'storeKey' | 'storeKeyFile' | 'databaseUrl' | 'dataDir'> & {
  /** Told in one line when the file can be read by others, or when a key was made. */
  warn: (line: string) => void;
};

/**
 * The keys that encrypt what is secret in the database: from the environment, from a file, or, with the embedded PostgreSQL only, from
 * `store.key` in the data directory, which is made when it is missing. Whoever has the database and the key has every view key.
 *
 * @throws sequencer/bad-config where a database of one's own has no key, or the file can't be used; the message never holds the key
 */
export async function readStoreKeys(parameters: ReadStoreKeysParameters): Promise<Buffer[]> {
  const { storeKey, storeKeyFile, databaseUrl, dataDir, warn } = parameters;
  if (storeKey !== undefined) return storeKey;
  if (storeKeyFile !== undefined) return readKeyFile(storeKeyFile, warn);
  if (databaseUrl !== undefined) {
    throw sequencerError('sequencer/bad-config', {
      message: 'storeKey: expected a key, since DATABASE_URL is set and the database holds secrets; got nothing',
      facts: {
        field: 'storeKey',
        option: 'TALLYSTICK_STORE_KEY or --store-key-file',
        expected: '32 bytes of hex, such as `openssl rand -hex 32` makes',
      },
    });
  }
  const file = join(dataDir, 'store.key');
  await mkdir(dirname(file), { recursive: true });
  if (await writeOnce(file, `0x${randomBytes(32).toString('hex')}\n`)) {
    warn(
      `The store's key was made: ${file}. Back it up apart from the database; without it the database can't be read.`,
    );
  }
  return readKeyFile(file, warn);
}

function readKeyFile(path: string, warn: (line: string) => void): Promise<Buffer[]> {
  return readSecretFile({
    path,
    field: 'storeKeyFile',
    option: '--store-key-file',
    parse: parseStoreKeys,
    expected: 'keys of 32 bytes in hex, separated by commas or lines,',
    warn,
  });
}
