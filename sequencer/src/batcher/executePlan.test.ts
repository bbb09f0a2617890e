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
import type { ProvableShape } from '../proving/protocol.js';
import type { OpenRecord } from '../store/createOpenStore.js';
import type { SettlementRecord } from '../store/items/createSettlementStore.js';
import type { BatchPlan } from './BatchPlan.js';
import { executePlan } from './executePlan.js';

beforeAll(() => loadCrypto());
afterAll(() => unloadCrypto());

const domain = 77n;
const keyOf = (serial: number) => 100n + BigInt(serial);
const prices = { computeUnitSeconds: 1n, storageGibHours: 0n, egressMib: 0n };
const store = {
  accounts: { sample: async () => ({ serials: [1, 2, 3], earning: [1, 2, 3] }), many: async () => [] },
} as unknown as Parameters<typeof executePlan>[0]['store'];
const terms = { domain, now: 1_700_000_000, feeBps: 100, operatorSerial: 1 };
const shape: ProvableShape = {
  ...{ gates: 1, referenceString: 'development', circuit: '0xc1' },
  shape: { id: 1, name: 'test', opens: 8, settles: 4, credits: 3, withdrawals: 1, activeDepth: 12, capDepth: 2 },
};

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
    store,
    tip: { nodes: createMemoryNodeStore(), accounts: createMemoryAccountStore() },
    plan: {
      shape,
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
    terms,
  });
  expect(rejected).toMatchObject([
    { kind: 'settlements', id: 'of 5', reason: { code: 'batch/counter-out-of-range', facts: { provider: 2 } } },
  ]);
  expect(plan.settlements.map(({ id }) => id)).toEqual(['of 4', 'of 6']);
  expect(executed?.accounts.find(({ serial }) => serial === 3)?.counters.computeUnitSeconds).toBe(7n);
});

test('behavior: what may convict an item, or follows a refusal, has only cover that is known to do no harm', async () => {
  const tip = { nodes: createMemoryNodeStore(), accounts: createMemoryAccountStore() };
  /** Operator, two providers of whom one was credited, an allowance that was settled, and fresh ones. */
  const sampled = [1, 2, 3, 4, 5, 6, 7];
  const among = {
    accounts: {
      sample: async () => ({ serials: sampled, earning: [1, 2, 3] }),
      many: async (serials: readonly number[]) =>
        (await Promise.all(serials.map(tip.accounts.get))).flatMap((state) => state ?? []),
    },
  } as unknown as Parameters<typeof executePlan>[0]['store'];
  const run = async (items: Partial<BatchPlan>, isCareful = false) => {
    const plan = { shape, firstSerial: 8, opens: [], settlements: [], withdrawals: [], isFull: true, ...items };
    const { executed } = await executePlan({ store: among, tip, plan, terms, isCareful });
    if (executed === undefined) throw new Error('nothing was executed');
    return executed;
  };
  const opens = [open(1, 0), open(2, 0), open(3, 0), ...[4, 5, 6, 7].map((serial) => open(serial, 2))];
  const settlements = [settlement(4, { computeUnitSeconds: 5n })];
  for (const items of [{ firstSerial: 1, opens }, { settlements }]) {
    const { nodes, accounts } = await run(items);
    await tip.nodes.set(nodes);
    await tip.accounts.set(accounts);
  }

  const suspect = (suspicion: number) => ({ ...settlement(5, { computeUnitSeconds: 9n }), suspicion });
  const another = settlement(6, { computeUnitSeconds: 9n });
  const shown = async (items: Partial<BatchPlan>, isCareful?: boolean) => {
    const { serials } = (await run(items, isCareful)).data;
    const { settles, credits } = shape.shape;
    return { signed: [...serials.slice(0, settles), ...serials.slice(settles + credits)], all: serials };
  };
  // One item alone and two failures: the item's account, and the one whose signature a batch has checked.
  expect(new Set((await shown({ settlements: [suspect(2)] })).signed)).toEqual(new Set([4, 5]));
  // Until then, and in company, cover is drawn from all.
  expect((await shown({ settlements: [suspect(1)] })).signed.some((serial) => serial > 5)).toBe(true);
  expect((await shown({ settlements: [suspect(2), another] })).signed).toContain(7);
  // After a refusal: neither a fresh account, nor one that the batch itself opens.
  const careful = await shown({ opens: [open(8, 2)], settlements: [suspect(0)] }, true);
  expect(new Set(careful.signed)).toEqual(new Set([4, 5]));
});
