import { loadCrypto } from '@tallystick/prover/core';
import type pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { startTestDatabase } from './startTestDatabase.js';

/** A PostgreSQL for all tests of the file that calls this, and the cryptography they need; `database` makes an empty database in it. */
export function useTestDatabase(): { database(): Promise<pg.Pool> } {
  let server: Awaited<ReturnType<typeof startTestDatabase>> | undefined;
  beforeAll(async () => {
    await loadCrypto();
    server = await startTestDatabase();
  });
  afterAll(() => server?.stop());
  return {
    async database() {
      if (server === undefined) throw new Error('The database runs from beforeAll on');
      return server.database();
    },
  };
}
