import { expect, test } from 'vitest';
import { adviseOnStatus } from './adviseOnStatus.js';

test.each([
  ['gateway/unknown-allowance', '`tallystick allowance show --serial 7`'],
  ['gateway/beyond-balance', '`tallystick allowance open --top-up 7 --amount AMOUNT`'],
  ['gateway/allowance-expired', '`tallystick allowance open --top-up 7 --amount AMOUNT --expiry +30d`'],
])('default: %s has a command that helps', (code, command) => {
  expect(adviseOnStatus({ code, serial: 7, amount: 0n })).toContain(command);
  expect(adviseOnStatus({ code, serial: undefined, amount: 0n })).toContain(command.replace('7', 'SERIAL'));
});

test('behavior: an amount is spoken of only where one was signed for', () => {
  expect(adviseOnStatus({ code: undefined, serial: undefined, amount: 0n })).not.toContain('signed');
  expect(adviseOnStatus({ code: undefined, serial: 7, amount: 1n })).toContain('signed for');
});
