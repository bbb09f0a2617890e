import { expect, test } from 'vitest';
import { receiptError } from '../receipt/receiptErrors.js';
import { describeProblem } from './describeProblem.js';

test('behavior: of an error nothing is told but code, message and facts', () => {
  const cause = new Error('https://rpc.example/my-key');
  const error = receiptError('receipt/malformed', { facts: { field: 'units' }, cause });
  expect(describeProblem(error)).toEqual({
    name: 'receipt/malformed',
    reason: error.message,
    facts: { field: 'units' },
  });
  expect(describeProblem(Object.assign(new Error('my-key'), { code: 'ENOSPC' }))).toEqual({ name: 'Error ENOSPC' });
  expect(describeProblem(new TypeError('my-key'))).toEqual({ name: 'TypeError' });
  expect(describeProblem(null)).toEqual({ name: 'object' });
});
