import { BaseError, createPublicClient, fallback, HttpRequestError, http, TimeoutError } from 'viem';
import { expect, test } from 'vitest';
import { toErrorRecord } from './toErrorRecord.js';

const url = 'https://user:secret@rpc.example/v3/secret?key=secret';
const remedy = 'Check the address of the RPC endpoint and that its node is running, then try again.';

test('default: an endpoint that refuses connections is named by its host, with the reason of the socket', async () => {
  const cause = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 192.0.2.1:443') });
  const transport = fallback([http(url, { retryCount: 0, fetchFn: () => Promise.reject(cause) })], { retryCount: 0 });
  const error: unknown = await createPublicClient({ transport })
    .getBlockNumber()
    .catch((reason: unknown) => reason);
  const record = toErrorRecord(error);
  expect(record).toMatchObject({
    code: 'chain/unreachable',
    message: "The chain's RPC endpoint https://rpc.example/… does not answer: connect ECONNREFUSED 192.0.2.1:443",
    facts: { field: 'rpcUrl', given: 'https://rpc.example/…', reason: 'connect ECONNREFUSED 192.0.2.1:443' },
    remedy,
  });
  expect(JSON.stringify(record)).not.toContain('secret');
});

test('behavior: no answer in time, and an answer that is an error of HTTP, also where another error holds them', () => {
  const late = new BaseError('A call failed.', { cause: new TimeoutError({ body: {}, url }) });
  expect(toErrorRecord(late)).toMatchObject({
    code: 'chain/unreachable',
    facts: { given: 'https://rpc.example/…', reason: 'The request timed out.' },
  });
  const busy = new HttpRequestError({ url, status: 503, details: `no node behind ${url}` });
  expect(toErrorRecord(busy)).toMatchObject({ code: 'chain/unreachable', facts: { reason: 'status 503' } });
  expect(JSON.stringify([toErrorRecord(late), toErrorRecord(busy)])).not.toContain('secret');
});

test('behavior: a database that is away, in the words of the socket, of PostgreSQL and of its driver', () => {
  const shutDown = Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' });
  const full = Object.assign(new Error('could not extend file: No space left on device'), { code: '53100' });
  for (const error of [shutDown, full, new Error('Connection terminated unexpectedly')]) {
    expect(toErrorRecord(error)).toMatchObject({
      code: 'sequencer/database-unreachable',
      message: `The database does not do what it is asked: ${error.message}`,
      facts: { field: 'databaseUrl', reason: error.message },
    });
  }
  const refused = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const several = Object.assign(new AggregateError([refused(), refused()]), { code: 'ECONNREFUSED' });
  expect(toErrorRecord(several)).toMatchObject({
    code: 'sequencer/database-unreachable',
    facts: { reason: 'ECONNREFUSED' },
  });
});

test('error: anything else stays what it is', () => {
  expect(toErrorRecord(new Error('a bug'))).toMatchObject({ code: 'sequencer/internal', message: 'a bug' });
  const syntax = Object.assign(new Error('syntax error at or near "selct"'), { code: '42601' });
  expect(toErrorRecord(syntax)).toMatchObject({ code: 'sequencer/internal' });
  expect(toErrorRecord(new BaseError('The node objects.'))).toMatchObject({ code: 'sequencer/internal' });
});
