import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { BatchRecord } from '../store/createBatchStore.js';
import { createMetrics } from '../telemetry/createMetrics.js';
import { createL1Observer } from './createL1Observer.js';

function observe() {
  const metrics = createMetrics();
  const batch = { shape: 'tiny', itemCounts: { settlements: 3, withdrawals: 0 } } as BatchRecord;
  const store = { batches: { get: async () => batch } } as unknown as Parameters<typeof createL1Observer>[0]['store'];
  const observer = createL1Observer({ metrics, store, logger: pino({ level: 'silent' }) });
  const value = async (line: string) =>
    (await metrics.registry.metrics()).split('\n').find((found) => found.startsWith(line));
  return { observer, value };
}

test('default: final batches, reorgs and foreign batches are counted', async () => {
  const { observer, value } = observe();
  observer.onChange({
    final: [
      { id: 1, block: 5n, gasUsed: 1000n },
      { id: 2, block: 6n, gasUsed: undefined },
    ],
    reinstated: [3],
    discarded: [4, 5],
    foreign: { added: 1, removed: 2 },
    reorgDepth: 7,
  });
  await observer.settle();
  expect(await value('tallystick_batches_total')).toBe('tallystick_batches_total{shape="tiny"} 2');
  expect(await value('tallystick_settlements_total')).toBe('tallystick_settlements_total 6');
  expect(await value('tallystick_gas_used_total')).toBe('tallystick_gas_used_total 1000');
  expect(await value('tallystick_reorgs_total')).toBe('tallystick_reorgs_total 1');
  expect(await value('tallystick_reorg_depth_blocks')).toBe('tallystick_reorg_depth_blocks 7');
  expect(await value('tallystick_batches_moved_total{what="discarded"}')).toMatch(/ 2$/);
  expect(await value('tallystick_batches_moved_total{what="foreign"}')).toMatch(/ 1$/);
});

test('behavior: an alert is 1 while it is active; every kind is there from the start', async () => {
  const { observer, value } = observe();
  expect(await value('tallystick_publisher_alert{kind="fee-cap"}')).toMatch(/ 0$/);
  observer.publisherEvents.onAlert({ kind: 'out-of-funds', active: true, detail: '' });
  expect(await value('tallystick_publisher_alert{kind="out-of-funds"}')).toMatch(/ 1$/);
  observer.publisherEvents.onAlert({ kind: 'out-of-funds', active: false, detail: '' });
  expect(await value('tallystick_publisher_alert{kind="out-of-funds"}')).toMatch(/ 0$/);
});

test('behavior: first transactions, replacements and repetitions are told apart', async () => {
  const { observer, value } = observe();
  const sent = { batch: 1, nonce: 0, maxFeePerGas: 5n };
  observer.publisherEvents.onSent({ ...sent, hash: '0xa', attempt: 1 });
  observer.publisherEvents.onSent({ ...sent, hash: '0xb', attempt: 2 });
  observer.publisherEvents.onSent({ ...sent, hash: '0xb', attempt: 2 });
  for (const kind of ['first', 'replacement', 'repeated']) {
    expect(await value(`tallystick_transactions_sent_total{kind="${kind}"}`)).toMatch(/ 1$/);
  }
  expect(await value('tallystick_transaction_max_fee_wei')).toMatch(/ 5$/);
});
