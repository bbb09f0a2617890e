import { createProvingService, type ProvingConfig, resolveConfig } from '@tallystick/sequencer';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProvingQueue } from '../../sequencer/src/queue/createProvingQueue.js';
import { claimDatabase } from '../../sequencer/src/store/claimDatabase.js';
import { createStore } from '../../sequencer/src/store/createStore.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { createCipher } from '../../sequencer/src/store/sealing/createCipher.js';
import { sealStore } from '../../sequencer/src/store/sealing/sealStore.js';
import { startTestDatabase } from '../support/startTestDatabase.js';

const storeKey = '5a'.repeat(32);
const cipher = createCipher([Buffer.from(storeKey, 'hex')]);
const logger = pino({ level: 'silent' });

let server: Awaited<ReturnType<typeof startTestDatabase>>;
beforeAll(async () => {
  server = await startTestDatabase();
});
afterAll(() => server?.stop());

const configOf = (env: Record<string, string>): ProvingConfig =>
  resolveConfig({ env: { TALLYSTICK_PROVERS: '0', TALLYSTICK_STORE_KEY: storeKey, ...env } });
const start = (env: Record<string, string>) => createProvingService(configOf(env), { logger }).start();
const urlOf = (pool: { options: { connectionString?: string | undefined } }) => pool.options.connectionString ?? '';

test('default: proves on a database that a sequencer has used, and stops', async () => {
  const pool = await server.database();
  await migrate(pool);
  await claimDatabase(createStore({ pool, cipher }), { chainId: 31337, rollup: `0x${'11'.repeat(20)}` });
  await sealStore(pool, cipher);
  const parts = { pool, attempts: 2, timeoutSeconds: 60, onError: () => {} };
  const driver = createProvingQueue({ ...parts, isDriver: true });
  await driver.start();
  const service = createProvingService(configOf({ DATABASE_URL: urlOf(pool) }), { logger });
  await service.start();
  await service.stop();
  await expect(start({ DATABASE_URL: urlOf(pool), TALLYSTICK_STORE_KEY: '5b'.repeat(32) })).rejects.toMatchObject({
    code: 'sequencer/wrong-store-key',
  });
  await driver.stop();
});

test('error: without a database, or a key', async () => {
  await expect(start({})).rejects.toMatchObject({ code: 'sequencer/bad-config', facts: { field: 'databaseUrl' } });
  const pool = await server.database();
  await expect(start({ DATABASE_URL: urlOf(pool), TALLYSTICK_STORE_KEY: '' })).rejects.toMatchObject({
    code: 'sequencer/bad-config',
    facts: { field: 'storeKey' },
  });
});

test('error: a database that no sequencer has used, which stays as it is', async () => {
  const pool = await server.database();
  await expect(start({ DATABASE_URL: urlOf(pool) })).rejects.toMatchObject({ code: 'sequencer/unclaimed-database' });
  const { rows } = await pool.query("select 1 from information_schema.tables where table_schema = 'public'");
  expect(rows).toEqual([]);
  await migrate(pool);
  await expect(start({ DATABASE_URL: urlOf(pool) })).rejects.toMatchObject({ code: 'sequencer/unclaimed-database' });
});
