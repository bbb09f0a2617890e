import { expect, test } from 'vitest';
import { TallystickError } from './TallystickError.js';

test('default: meaning, status and remedy come from the registry', () => {
  const error = new TallystickError('receipt/bad-signature');
  expect(error).toBeInstanceOf(Error);
  expect(error.status).toBe(401);
  expect(error.message).toContain('signature');
  expect(error.remedy).toContain('key');
  expect(error.cause).toBeUndefined();
});

test('behavior: JSON has neither stack nor cause, and bigints as strings', () => {
  const facts = { field: 'amount', given: 5n, inner: [{ expected: 6n }] };
  const error = new TallystickError('receipt/malformed', {
    message: 'no',
    facts,
    cause: new Error('secret'),
    remedy: 'Do.',
  });
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    code: 'receipt/malformed',
    message: 'no',
    facts: { field: 'amount', given: '5', inner: [{ expected: '6' }] },
    remedy: 'Do.',
  });
});
