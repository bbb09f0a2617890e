import { expect, test } from 'vitest';
import { isDatabaseFailure } from './isDatabaseFailure.js';

const withCode = (code: string) => Object.assign(new Error('any'), { code });

test('default: what passes by itself, or when somebody gives the server room', () => {
  for (const code of ['08006', '40P01', '40001', '53300', '53100', '57P01', '57P03', '57014', '25P03']) {
    expect(isDatabaseFailure(withCode(code)), code).toBe(true);
  }
  for (const code of ['ECONNREFUSED', 'ECONNABORTED', 'EHOSTUNREACH', 'EAI_AGAIN', 'ERR_STREAM_DESTROYED']) {
    expect(isDatabaseFailure(withCode(code)), code).toBe(true);
  }
  for (const message of ['timeout expired', 'Query read timeout', 'Connection terminated due to connection timeout']) {
    expect(isDatabaseFailure(new Error(message)), message).toBe(true);
  }
});

test('behavior: every address of a host has to have failed so', () => {
  expect(isDatabaseFailure(new AggregateError([withCode('ECONNREFUSED'), withCode('ETIMEDOUT')]))).toBe(true);
  expect(isDatabaseFailure(new AggregateError([withCode('ECONNREFUSED'), new Error('a bug')]))).toBe(false);
  expect(isDatabaseFailure(new AggregateError([]))).toBe(false);
});

test('error: a wrong query, a violated constraint and anything else would fail again', () => {
  for (const code of ['42601', '23505', '22P02', '25P02', 'ENOENT']) {
    expect(isDatabaseFailure(withCode(code)), code).toBe(false);
  }
  expect(isDatabaseFailure(new Error('a bug'))).toBe(false);
  expect(isDatabaseFailure('ECONNREFUSED')).toBe(false);
});
