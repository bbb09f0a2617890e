import { expect, test } from 'vitest';
import { adviseOnRefund } from './adviseOnRefund.js';

test.each([
  [{ error: 'OpenNotQueued', firstQueued: 8, nextSerial: 10 }, 'A batch has opened it'],
  [{ error: 'OpenNotQueued', firstQueued: 7, nextSerial: 7 }, 'no account was opened under it yet'],
  [{ error: 'OpenNotQueued', firstQueued: 7n, nextSerial: 7n }, 'no account was opened under it yet'],
  [{ error: 'RefundTooEarly', refundableAt: 5n }, '`refundableAt`'],
  [{ error: 'NothingToRefund' }, 'refunded already'],
])('default: %o', (facts, told) => {
  expect(adviseOnRefund(facts, 7)).toContain(told);
});

test('behavior: of another error nothing is said', () => {
  expect(adviseOnRefund({ error: 'NotTheOperator' }, 7)).toBeUndefined();
  expect(adviseOnRefund({}, 7)).toBeUndefined();
});
