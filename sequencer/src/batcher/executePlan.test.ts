import {
  createMemoryAccountStore,
  createMemoryNodeStore,
  hashTerms,
  loadCrypto,
  publicKeyOf,
  signReceipt,
  type Terms,
  type Units,
  unloadCrypto,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenRecord } from '../store/createOpenStore.js';
import type { SettlementRecord } from '../store/items/createSettlementStore.js';
import { executePlan } from './executePlan.js';

beforeAll(() => loadCrypto());
afterAll(() => unloadCrypto());

const domain = 77n;
const keyOf = (serial: number) => 100n + BigInt(serial);
const prices = { computeUnitSeconds: 1n, storageGibHours: 0n, egressMib: 0n };
const store = { accounts: { sample: async () => ({ serials: [1, 2, 3], earning: [1, 2, 3] }) } };

function open(serial: number, providerSerial: number): OpenRecord {
  const terms: Terms =
    providerSerial === 0
      ? { providerSerial, prices: ZERO_UNITS, expiry: 0, viewKey: BigInt(serial) }
      : { providerSerial, prices, expiry: 2_000_000_000, viewKey: BigInt(serial) };
  return {
    ...{ serial, owner: publicKeyOf(keyOf(serial)), terms: hashTerms(terms), disclosed: terms },
    ...{ amount: providerSerial === 0 ? 0n : 1000n, deadline: 0, block: 1n, status: 'queued', refunded: false },
  };
}

function settlement(serial: number, units: Partial<Units>): SettlementRecord {
  const receipt = signReceipt({ domain, serial, units: { ...ZERO_UNITS, ...units }, privateKey: keyOf(serial) });
  return {
    ...{ id: `of ${serial}`, serial, receipt, status: 'pending', suspicion: 0, suspectedMs: undefined },
    ...{ expiry: 2_000_000_000, amount: undefined, fee: undefined, batchId: undefined, error: undefined },
  };
}

test('behavior: what is too much for one provider is refused, and nobody else’s settlement for it', async () => {
  const most = 2n ** 44n - 1n;
  const { executed, plan, rejected } = await executePlan({
    store: store as unknown as Parameters<typeof executePlan>[0]['store'],
    tip: { nodes: createMemoryNodeStore(), accounts: createMemoryAccountStore() },
    plan: {
      shape: {
        ...{ gates: 1, referenceString: 'development', circuit: '0xc1' },
        shape: { id: 1, name: 'test', opens: 8, settles: 4, credits: 3, withdrawals: 1, activeDepth: 12, capDepth: 2 },
      },
      firstSerial: 1,
      // Operator, two providers, two allowances of the first provider and one of the second.
      opens: [open(1, 0), open(2, 0), open(3, 0), open(4, 2), open(5, 2), open(6, 3)],
      // Storage is free, so whoever likes can have a provider deliver as much of it as a counter holds.
      settlements: [
        settlement(4, { storageGibHours: most }),
        settlement(5, { storageGibHours: 1n }),
        settlement(6, { computeUnitSeconds: 7n }),
      ],
      withdrawals: [],
      isFull: true,
    },
    terms: { domain, now: 1_700_000_000, feeBps: 100, operatorSerial: 1 },
  });
  expect(rejected).toMatchObject([
    { kind: 'settlements', id: 'of 5', reason: { code: 'batch/counter-out-of-range', facts: { provider: 2 } } },
  ]);
  expect(plan.settlements.map(({ id }) => id)).toEqual(['of 4', 'of 6']);
  expect(executed?.accounts.find(({ serial }) => serial === 3)?.counters.computeUnitSeconds).toBe(7n);
});
