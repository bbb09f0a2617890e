import { apiError } from '@tallystick/prover/sequencer-client';
import { expect, test } from 'vitest';
import { formatError } from './formatError.js';

test('default: code, message and remedy', () => {
  const text = formatError(apiError('sequencer/not-ready'));
  expect(text).toMatch(/^error sequencer\/not-ready: .+\n {2}remedy: Try again in a few seconds\.\n$/);
});

test('behavior: the facts, which messages and remedies point to, without the keys in URLs', () => {
  const facts = {
    keyIds: ['b956e7ed'],
    expected: ['0a1b2c3d'],
    amount: 5n,
    given: 'https://eth.example/v3/0123456789abcdef',
  };
  const text = formatError(apiError('sequencer/wrong-store-key', { facts }));
  expect(text).toContain(
    '\n  keyIds: ["b956e7ed"]\n  expected: ["0a1b2c3d"]\n  amount: "5"\n  given: https://eth.example/…\n  remedy: Set ',
  );
});

test('behavior: an unknown error has its stack and causes, without the keys in URLs', () => {
  const cause = new Error('connect postgres://me:secret@db:5432/x');
  const text = formatError(new Error('HTTP request failed. URL: https://eth.example/v3/0123456789abcdef', { cause }));
  expect(text).toContain('https://eth.example/…');
  expect(text).toContain('caused by');
  expect(text).toContain('postgres://db:5432/…');
  expect(text).toContain('formatError.test.ts');
  expect(text).not.toContain('0123456789abcdef');
  expect(text).not.toContain('secret');
});
