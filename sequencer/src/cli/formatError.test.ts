import { TallystickError } from '@tallystick/prover';
import { expect, test } from 'vitest';
import { formatError } from './formatError.js';

test('default: code, message and remedy', () => {
  const text = formatError(new TallystickError('sequencer/not-ready'));
  expect(text).toMatch(/^error sequencer\/not-ready: .+\nTry again in a few seconds\.\n$/);
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
