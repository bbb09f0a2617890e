import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openPool } from './openPool.js';

const logger = pino({ level: 'silent' });

test('error: nobody listens; the message names the host and no password', async () => {
  const url = 'postgresql://me:hidden-word@127.0.0.1:1/tallystick';
  const failure = await openPool({ url, connections: 1, logger }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'sequencer/database-unreachable',
    facts: {
      field: 'databaseUrl',
      given: 'postgresql://127.0.0.1:1/…',
      reason: expect.stringContaining('ECONNREFUSED'),
    },
  });
  expect(JSON.stringify(failure)).not.toContain('hidden-word');
});
