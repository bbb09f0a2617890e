import { HttpRequestError, TimeoutError } from 'viem';
import { expect, test } from 'vitest';
import { chainError } from './chainErrors.js';
import { throwChainError, toChainError } from './toChainError.js';

test('default: an endpoint that does not answer, by its host alone: the rest may hold a key', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const url = 'https://user:word@node.example:8545/key?key=key';
  const cause = new HttpRequestError({ url, details: 'fetch failed', cause: refused });
  const error = toChainError(cause, 'reading the committee');
  expect(error).toMatchObject({ code: 'chain/unreachable', cause });
  expect(error.message).toBe('reading the committee failed: the RPC endpoint does not answer');
  expect(error.facts).toEqual({ endpoint: 'node.example:8545', reason: 'ECONNREFUSED' });
  expect(JSON.stringify(error)).not.toMatch(/user|word|key/);
  expect(toChainError(new HttpRequestError({ url, status: 503 }), 'reading').facts).toMatchObject({
    reason: 'HTTP 503',
  });
  expect(toChainError(new TimeoutError({ body: {}, url }), 'reading').facts).toMatchObject({
    reason: 'no answer in time',
  });
});

test('behavior: what is thrown says what was tried; an error that says it already passes unchanged', async () => {
  await expect(Promise.reject(new Error('broken')).catch(throwChainError('reading the stake'))).rejects.toMatchObject({
    code: 'chain/call-failed',
    message: 'reading the stake failed: Error: broken',
  });
  const own = chainError('chain/no-rollup');
  await expect(Promise.reject(own).catch(throwChainError('reading the stake'))).rejects.toBe(own);
});
