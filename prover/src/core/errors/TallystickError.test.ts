import { expect, test } from 'vitest';
import { receiptError } from '../receipt/receiptErrors.js';
import { withdrawalError } from '../withdrawalErrors.js';
import { findError } from './defineErrors.js';
import { TallystickError } from './TallystickError.js';

test('default: meaning, status and remedy come from the table', () => {
  const error = receiptError('receipt/bad-signature');
  expect(error).toBeInstanceOf(TallystickError);
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.code, error.status]).toEqual(['TallystickError', 'receipt/bad-signature', 401]);
  expect(error.message).toContain('signature');
  expect(error.remedy).toContain('key');
  expect(error.facts).toEqual({});
  expect(error.cause).toBeUndefined();
});

test('behavior: JSON has neither stack nor cause, and bigints as strings', () => {
  const facts = { field: 'amount', given: 5n, inner: [{ expected: 6n }] };
  const error = receiptError('receipt/malformed', {
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

test('behavior: an error that is told again keeps its code and status and what is not said anew', () => {
  const error = receiptError('receipt/bad-signature', { facts: { serial: 7 }, remedy: 'Ask.' });
  const again = error.retold({ message: '1 of 2 failed', facts: { ...error.facts, failed: 1 } });
  expect(again).toMatchObject({ code: 'receipt/bad-signature', status: 401, message: '1 of 2 failed', remedy: 'Ask.' });
  expect(again.facts).toEqual({ serial: 7, failed: 1 });
  expect(again.cause).toBe(error);
});

test('behavior: the stack begins where the error was asked for', () => {
  const here = (error: Error) => error.stack?.split('\n')[1];
  const toError = receiptError.of('receipt/malformed');
  expect(here(receiptError('receipt/malformed'))).toContain('TallystickError.test.ts');
  expect(here(toError())).toContain('TallystickError.test.ts');
});

test('behavior: a code from elsewhere is looked up in the tables that are named, and in no other', () => {
  const makers = [receiptError, withdrawalError];
  expect(findError('withdrawal/malformed', makers)?.({ message: 'no' })).toMatchObject({
    code: 'withdrawal/malformed',
    message: 'no',
    status: 400,
  });
  for (const code of ['account/malformed', 'toString', '', undefined, 7, {}]) {
    expect(findError(code, makers)).toBeUndefined();
  }
});
