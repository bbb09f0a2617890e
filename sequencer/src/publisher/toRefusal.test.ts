import { BaseError, createPublicClient, fallback, HttpRequestError, http, TimeoutError } from 'viem';
import { expect, test } from 'vitest';
import { toRefusal } from './toRefusal.js';

const url = 'https://user:secret@rpc.example/v3/secret?key=secret';
const remedy = 'Check the address of the RPC endpoint and that its node is running, then try again.';

test('default: an endpoint that refuses connections is named by its host, with the reason of the socket', async () => {
  const cause = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 192.0.2.1:443') });
  const transport = fallback([http(url, { retryCount: 0, fetchFn: () => Promise.reject(cause) })], { retryCount: 0 });
  const error: unknown = await createPublicClient({ transport })
    .getBlockNumber()
    .catch((reason: unknown) => reason);
  const refusal = toRefusal(error);
  expect(refusal).toMatchObject({
    code: 'chain/unreachable',
    message: "The chain's RPC endpoint https://rpc.example/… does not answer: connect ECONNREFUSED 192.0.2.1:443",
    facts: { field: 'rpcUrl', given: 'https://rpc.example/…', reason: 'connect ECONNREFUSED 192.0.2.1:443' },
    remedy,
  });
  expect(JSON.stringify(refusal)).not.toContain('secret');
});

test('behavior: no answer in time, and an answer that is an error of HTTP, also where another error holds them', () => {
  const late = new BaseError('A call failed.', { cause: new TimeoutError({ body: {}, url }) });
  expect(toRefusal(late)).toMatchObject({
    code: 'chain/unreachable',
    facts: { given: 'https://rpc.example/…', reason: 'The request timed out.' },
  });
  const busy = new HttpRequestError({ url, status: 503, details: `no node behind ${url}` });
  expect(toRefusal(busy)).toMatchObject({ code: 'chain/unreachable', facts: { reason: 'status 503' } });
  expect(JSON.stringify([toRefusal(late), toRefusal(busy)])).not.toContain('secret');
});

test('error: anything else stays what it is', () => {
  expect(toRefusal(new Error('a bug'))).toMatchObject({ code: 'sequencer/internal', message: 'a bug' });
  expect(toRefusal(new BaseError('The node objects.'))).toMatchObject({ code: 'sequencer/internal' });
});
