import { rollupAbi } from '@tallystick/verifier-contracts';
import { expect, test } from 'vitest';
import { judgeRefusal } from './judgeRefusal.js';

const refusals = [
  ['StaleRoot', [1n, 2n], 'wait'],
  ['OpenAmountMismatch', [1n, 2n, 3n], 'wait'],
  ['AccessManagedUnauthorized', ['0x'], 'wait'],
  ['something new', [], 'wait'],
  ['NowTooFarOff', [1_000n, 2_000n, 900n], 'rebuild'],
  ['NowTooFarOff', [2_000n, 1_000n, 60n], 'wait'],
  ['NowBeforePrevious', [1n, 2n], 'rebuild'],
  ['ProofRejected', [1n, '0x', '0x'], 'rebuild'],
  ['UnknownShape', [1n], 'rebuild'],
] as const;

test('default', () => {
  for (const [name, args, expected] of refusals) expect(judgeRefusal({ name, args }), name).toBe(expected);
});

test('behavior: every error that is judged is one that the contract declares', () => {
  const declared = new Set(rollupAbi.flatMap((item) => (item.type === 'error' ? [item.name as string] : [])));
  const judged = [...declared].filter((name) => judgeRefusal({ name, args: [0n, 0n, 0n] }) === 'rebuild');
  expect(judged.sort()).toEqual([
    'InconsistentWithdrawal',
    'NotInField',
    'NowBeforePrevious',
    'NowTooFarOff',
    'ProofRejected',
    'SerialTooLarge',
    'UnknownShape',
    'WithdrawalsExceedTree',
    'WrongSize',
  ]);
});
