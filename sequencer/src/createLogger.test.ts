import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLogger } from './createLogger.js';

test('default: secrets are cut out wherever they stand', () => {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(`${chunk}`);
      done();
    },
  });
  const logger = createLogger('info', destination);
  const secret = 'do-not-tell';
  logger.info({ viewKey: secret, terms: { viewKey: secret }, a: { b: { signature: secret } }, serial: 7 }, 'hello');
  logger.info({ req: { headers: { authorization: secret } }, operatorKey: secret, databaseUrl: secret });
  expect(lines.join('')).not.toContain(secret);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ serial: 7, msg: 'hello' });
});
