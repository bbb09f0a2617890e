import { expect, test } from 'vitest';
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
