import { Writable } from 'node:stream';
import { apiError } from '@tallystick/prover/sequencer-client';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '../telemetry/createLogger.js';
import { createAnswerError } from './createAnswerError.js';

type Line = { level: number; requestId?: string; code?: string; err?: { cause?: { message: string } } };

let app: FastifyInstance;
afterEach(() => app.close());

/** A service that fails in the way a test says, what it logs, and a clock that the test moves. */
function service(level: 'debug' | 'info', fail: () => unknown) {
  const lines: Line[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const clock = { nowMs: 0 };
  app = fastify({
    loggerInstance: createLogger(level, sink) as FastifyBaseLogger,
    logController: new LogController({ requestIdLogLabel: 'requestId' }),
    genReqId: () => 'the-id',
  });
  app.setErrorHandler(createAnswerError(() => clock.nowMs));
  app.get('/', async () => {
    throw fail();
  });
  const told = () => lines.filter(({ code }) => code !== undefined);
  return { ask: () => app.inject('/'), told, clock };
}

const databaseAway = () => Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), { code: 'ECONNREFUSED' });

test("default: the request's id is in the answer, its header and the log", async () => {
  const { ask, told } = service('info', () => new Error('inner workings'));
  const answer = await ask();
  expect(answer.headers['x-request-id']).toBe('the-id');
  expect(answer.json()).toMatchObject({ code: 'sequencer/internal', requestId: 'the-id' });
  expect(told()).toMatchObject([{ level: 50, requestId: 'the-id', code: 'sequencer/internal' }]);
});

test("behavior: the database's own sentence is the operator's, in the log, once in ten seconds", async () => {
  const { ask, told, clock } = service('info', databaseAway);
  const answer = await ask();
  expect(answer.json()).toMatchObject({ code: 'sequencer/not-ready', facts: { reason: 'database' } });
  expect(answer.body).not.toMatch(/10\.1\.2\.3|ECONNREFUSED/);
  await ask();
  expect(told()).toMatchObject([
    { level: 40, requestId: 'the-id', err: { message: 'connect ECONNREFUSED 10.1.2.3:5432' } },
  ]);
  clock.nowMs = 10_000;
  await ask();
  expect(told().length).toBe(2);
});

test('behavior: at the level debug every refusal has its line, and only there', async () => {
  const quiet = service('info', () => apiError('sequencer/not-found'));
  expect((await quiet.ask()).json()).toMatchObject({ requestId: 'the-id' });
  expect(quiet.told()).toEqual([]);
  await app.close();
  for (const fail of [() => apiError('sequencer/not-found'), () => apiError('sequencer/overloaded'), databaseAway]) {
    const { ask, told } = service('debug', fail);
    await ask();
    await ask();
    expect(told().length).toBe(2);
    await app.close();
  }
});
