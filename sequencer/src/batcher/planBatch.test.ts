import type { Terms } from '@tallystick/prover/core';
import { expect, test } from 'vitest';
import type { ProvableShape } from '../proving/protocol.js';
import type { OpenRecord } from '../store/createOpenStore.js';
import type { WithdrawalRecord } from '../store/items/createWithdrawalStore.js';
import { planBatch } from './planBatch.js';

const shapeOf = (sizes: Partial<ProvableShape['shape']>): ProvableShape => ({
  ...{ gates: 1, referenceString: 'development', circuit: '0xc1' },
  shape: {
    ...{ id: 1, name: 'test', opens: 2, settles: 4, credits: 2, withdrawals: 1, activeDepth: 1, capDepth: 0 },
    ...sizes,
  },
});
const open = (serial: number) => ({ serial, disclosed: { providerSerial: 0 } as Terms }) as OpenRecord;
const order = { id: 'w', serial: 1, suspicion: 0 } as WithdrawalRecord;

const plan = (
  shape: ProvableShape,
  queued: OpenRecord[],
  ordered: WithdrawalRecord[] = [],
  lastProvedMs: number | undefined = undefined,
  nowMs = 1_000_000,
) =>
  planBatch({
    store: {
      outcomes: { lastProvedMs: async () => lastProvedMs },
      opens: { queued: async () => queued },
      settlements: { pending: async () => [] },
      withdrawals: { pending: async () => ordered },
    } as unknown as Parameters<typeof planBatch>[0]['store'],
    tip: {
      firstQueued: queued[0]?.serial ?? 9,
      accounts: { get: async () => ({ terms: { providerSerial: 0 } }) as never, set: async () => {} },
    },
    shapes: [shape],
    nowMs,
    suspectRestMs: 10_000,
  });

test('behavior: accounts beyond the reach of the shapes stay in the queue, and hold nobody up', async () => {
  // Depth 1 reaches serials up to 3.
  expect((await plan(shapeOf({}), [open(3), open(4)]))?.opens.map(({ serial }) => serial)).toEqual([3]);
  expect((await plan(shapeOf({}), [open(4)], [order]))?.withdrawals).toEqual([order]);
  expect(await plan(shapeOf({}), [open(4)])).toBeUndefined();
});

test('behavior: there is no batch of nothing, where no shape has slots for what waits', async () => {
  expect(await plan(shapeOf({ opens: 0 }), [open(2)])).toBeUndefined();
  expect(await plan(shapeOf({ withdrawals: 0 }), [], [order])).toBeUndefined();
});

test('behavior: the gravest suspects let all others go first, until a batch has been proved since', async () => {
  const withdrawal = (id: string, suspicion: number) =>
    ({ id, serial: 1, suspicion, suspectedMs: 1000 }) as WithdrawalRecord;
  const [ordinary, light, grave, graver] = [
    withdrawal('o', 0),
    withdrawal('l', 2),
    withdrawal('g', 3),
    withdrawal('gg', 4),
  ];
  const first = async (items: WithdrawalRecord[], provedMs?: number) =>
    (await plan(shapeOf({}), [], items, provedMs))?.withdrawals.map(({ id }) => id);
  expect(await first([graver, grave, ordinary, light])).toEqual(['l']);
  expect(await first([graver, grave, ordinary])).toEqual(['o']);
  expect(await first([graver, grave, ordinary], 1000)).toEqual(['o']);
  expect(await first([graver, grave, ordinary], 1001)).toEqual(['g']);
  expect(await first([graver, grave])).toEqual(['g']);
});

test('behavior: where provers have worked since, the gravest suspects rest, twice as long each time, up to five minutes', async () => {
  const suspectedMs = 1_000_000;
  const restMs = async (suspicion: number) => {
    const item = { id: 's', serial: 1, suspicion, suspectedMs } as WithdrawalRecord;
    const isTaken = async (afterMs: number) =>
      (await plan(shapeOf({}), [], [item], suspectedMs + 1, suspectedMs + afterMs)) !== undefined;
    const rests = [0, 9_999, 10_000, 19_999, 20_000, 299_999, 300_000];
    for (const afterMs of rests) if (await isTaken(afterMs)) return afterMs;
    throw new Error('it rests for ever');
  };
  expect([await restMs(1), await restMs(2), await restMs(3), await restMs(4)]).toEqual([0, 0, 10_000, 20_000]);
  expect([await restMs(8), await restMs(60)]).toEqual([300_000, 300_000]);
  // In an outage of all provers nothing rests: it says nothing of the items.
  const grave = { id: 's', serial: 1, suspicion: 9, suspectedMs } as WithdrawalRecord;
  expect((await plan(shapeOf({}), [], [grave], suspectedMs, suspectedMs))?.withdrawals).toEqual([grave]);
});
