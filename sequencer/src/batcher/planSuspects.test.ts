import type { Terms } from '@tallystick/prover/core';
import { expect, test } from 'vitest';
import type { ProvableShape } from '../proving/protocol.js';
import type { SettlementRecord } from '../store/items/createSettlementStore.js';
import type { WithdrawalRecord } from '../store/items/createWithdrawalStore.js';
import { planSuspects } from './planSuspects.js';

const shape: ProvableShape = {
  gates: 1,
  referenceString: 'development',
  circuit: '0xc1',
  shape: { id: 1, name: 'tiny', opens: 2, settles: 4, credits: 2, withdrawals: 1, activeDepth: 12, capDepth: 2 },
};
/** Provider 2 and its allowances; account 9 was taken away by a reorg. */
const inTree = async (serial: number) => (serial === 9 ? undefined : ({ providerSerial: 2 } as Terms));
const settlement = (serial: number, suspicion: number) => ({ id: `s${serial}`, serial, suspicion }) as SettlementRecord;
const withdrawal = (serial: number, suspicion: number) => ({ id: `w${serial}`, serial, suspicion }) as WithdrawalRecord;

const plan = async (pending: SettlementRecord[], ordered: WithdrawalRecord[] = []) => {
  const items = { settlements: pending, withdrawals: ordered };
  const found = await planSuspects({ items, isTaken: () => true, inTree, shapes: [shape], firstQueued: 10 });
  return found && [...found.settlements, ...found.withdrawals].map(({ id }) => id);
};

test('default: the least suspicious first, half as many with every failure', async () => {
  expect(await plan([settlement(3, 0)], [withdrawal(3, 0)])).toBeUndefined();
  expect(await plan([settlement(3, 1), settlement(4, 0), settlement(5, 1), settlement(6, 1)])).toEqual(['s3', 's5']);
  expect(await plan([settlement(3, 2), settlement(4, 3), settlement(5, 2)], [withdrawal(3, 5)])).toEqual(['s3']);
  expect(await plan([settlement(3, 5)], [withdrawal(3, 5), withdrawal(4, 4), withdrawal(5, 4)])).toEqual(['w4']);
  expect(await plan([], [withdrawal(3, 0), withdrawal(4, 1)])).toEqual(['w4']);
});

test('behavior: one that cannot run, since a reorg took its account away, keeps no other waiting', async () => {
  expect(await plan([settlement(9, 3), settlement(3, 1)])).toEqual(['s3']);
  expect(await plan([settlement(9, 3)], [withdrawal(9, 1), withdrawal(4, 1)])).toEqual(['w4']);
});
