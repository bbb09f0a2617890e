import { expect, test } from 'vitest';
import { chainError } from '../chain/chainErrors.js';
import { describeProblem } from './context.js';
import { createJsonLogger } from './log.js';

test('default: lines as pino writes them, from the least level on', () => {
  const lines: string[] = [];
  const logger = createJsonLogger({ level: 'warn', write: (line) => lines.push(line), nowMs: () => 5 });
  logger.debug({}, 'no');
  logger.info({}, 'no');
  logger.warn({ amount: 2n ** 70n }, 'careful');
  logger.error({ part: 'roots' }, 'failed');
  expect(lines).toEqual([
    '{"level":40,"time":5,"amount":"1180591620717411303424","msg":"careful"}\n',
    '{"level":50,"time":5,"part":"roots","msg":"failed"}\n',
  ]);
});

test('behavior: silent', () => {
  const logger = createJsonLogger({
    level: 'silent',
    write: () => {
      throw new Error('written');
    },
  });
  expect(() => logger.error({}, 'failed')).not.toThrow();
});

test('behavior: of an error nothing is told but code, message and facts', () => {
  const cause = new Error('https://rpc.example/my-key');
  const error = chainError('chain/unreachable', { facts: { field: 'rpc' }, cause });
  expect(describeProblem(error)).toEqual({
    name: 'chain/unreachable',
    reason: error.message,
    facts: { field: 'rpc' },
  });
  expect(describeProblem(Object.assign(new Error('my-key'), { code: 'ENOSPC' }))).toEqual({ name: 'Error ENOSPC' });
  expect(describeProblem(new TypeError('my-key'))).toEqual({ name: 'TypeError' });
  expect(describeProblem(null)).toEqual({ name: 'object' });
});
