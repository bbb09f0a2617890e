import type { Log } from 'viem';
import { expect, test } from 'vitest';
import { createSyntheticRollup } from '../../../test-support/createSyntheticRollup.js';
import { decodeRollupEvents } from './decodeRollupEvents.js';

const rollup = '0x5FbDB2315678afecb367f032d93F642f64180aa3';

async function createLogs(): Promise<Log<bigint, number, false>[]> {
  const chain = createSyntheticRollup({ rollup });
  chain.open(1, { owner: { x: 2n, y: 3n }, terms: 4n, amount: 5n });
  chain.refund(1, 5n);
  const updates = [{ serial: 1, leaf: 6n, maskedWord: 7n }];
  chain.batch({ newRoot: 8n, salt: 9n, firstSerial: 1, openCount: 1, updates });
  return chain.publicClient.getLogs({ address: rollup, fromBlock: 1n, toBlock: 3n });
}

test('default: opens, refunds and batches, with their place', async () => {
  const logs = await createLogs();
  const [first, second, third] = logs.map(({ blockNumber, blockHash, logIndex }) => {
    return { block: blockNumber, blockHash, logIndex };
  });
  const txHash = logs[2]?.transactionHash;
  expect(decodeRollupEvents(logs, rollup)).toEqual([
    {
      ...{ type: 'opened', serial: 1, owner: { x: 2n, y: 3n }, terms: 4n, amount: 5n },
      ...{ opener: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8', refundableAt: 1, ...first },
    },
    { type: 'refunded', serial: 1, ...second },
    {
      ...{ type: 'settled', batchId: 0n, shapeId: 1, newRoot: 8n, now: 1_800_000_000, salt: 9n },
      ...{ firstSerial: 1, openCount: 1, updates: [{ serial: 1, leaf: 6n, maskedWord: 7n }], txHash, ...third },
    },
  ]);
});

test('behavior: in the order of the chain, within a block too, whatever the order of the answer', async () => {
  const [open, refund, batch] = await createLogs();
  if (!open || !refund || !batch) throw new Error('three logs');
  const later = { ...refund, blockNumber: open.blockNumber, logIndex: open.logIndex + 1 };
  const types = decodeRollupEvents([batch, later, open], rollup).map(({ type }) => type);
  expect(types).toEqual(['opened', 'refunded', 'settled']);
});

test('behavior: other events, and logs of other contracts, are left out', async () => {
  const [open, refund, batch] = await createLogs();
  if (!open || !refund || !batch) throw new Error('three logs');
  const foreign = { ...open, address: `0x${'12'.repeat(20)}` } as const;
  const other = { ...refund, topics: [`0x${'1'.repeat(64)}`] as [`0x${string}`] };
  expect(decodeRollupEvents([foreign, other, batch], rollup).map(({ type }) => type)).toEqual(['settled']);
});
