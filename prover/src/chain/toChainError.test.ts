import { HttpRequestError } from 'viem';
import { expect, test } from 'vitest';
import { chainError } from './chainErrors.js';
import { throwChainError, toChainError } from './toChainError.js';

test('default: an endpoint that does not answer, and none of its address, which may hold a key', () => {
  const cause = new HttpRequestError({ url: 'https://node.example/key', details: 'fetch failed' });
  const error = toChainError(cause, 'reading the committee');
  expect(error).toMatchObject({ code: 'chain/unreachable', cause });
  expect(error.message).toBe('reading the committee failed: the RPC endpoint does not answer');
  expect(JSON.stringify(error)).not.toContain('node.example');
});

test('behavior: what is thrown says what was tried; an error that says it already passes unchanged', async () => {
  await expect(Promise.reject(new Error('broken')).catch(throwChainError('reading the stake'))).rejects.toMatchObject({
    code: 'chain/call-failed',
    message: 'reading the stake failed: Error: broken',
  });
  const own = chainError('chain/no-rollup');
  await expect(Promise.reject(own).catch(throwChainError('reading the stake'))).rejects.toBe(own);
});
