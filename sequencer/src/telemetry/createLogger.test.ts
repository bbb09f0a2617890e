import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLogger } from './createLogger.js';

test('behavior: what hangs on an error is not logged', () => {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(`${chunk}`);
      done();
    },
  });
  const cause = Object.assign(new Error('refused'), { code: '28P01', client: { password: 'do-not-tell' } });
  const facts = { field: 'x', given: 3n };
  createLogger('info', destination).error({ err: Object.assign(new Error('failed', { cause }), { facts }) }, 'oops');
  expect(lines.join('')).not.toContain('do-not-tell');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    err: { message: 'failed', facts: { given: '3' }, cause: { message: 'refused', code: '28P01' } },
  });
});

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
