import { expect, test } from 'vitest';
import type { JsonObject } from '../../sequencerClient/SequencerClient.js';
import type { CommandContext } from './CommandContext.js';
import { waitForItem } from './waitForItem.js';

/** Waits for an item with these answers, a second each; for 3 seconds at most. */
function wait(answers: readonly JsonObject[]): Promise<JsonObject> {
  let seconds = 0;
  const io = {
    now: () => seconds,
    pause: async () => {
      seconds += 1;
    },
  };
  let asked = 0;
  return waitForItem({ io } as unknown as CommandContext, {
    first: { id: 'a1', status: 'pending' },
    read: async () => answers[Math.min(asked++, answers.length - 1)] ?? {},
    timeoutSeconds: 3,
    what: 'the settlement of serial 3',
  });
}

test('default: until it is final', async () => {
  expect(await wait([{ status: 'pending' }, { status: 'batched' }, { status: 'final', amount: '7' }])).toMatchObject({
    amount: '7',
  });
});

test('error: one that expired says when, and why', async () => {
  const error = { code: 'sequencer/allowance-expired' };
  await expect(wait([{ status: 'pending' }, { status: 'expired', expiry: 100, error }])).rejects.toMatchObject({
    code: 'cli/expired',
    facts: { what: 'the settlement of serial 3', expiry: 100, reason: error },
  });
});

test('error: one that takes too long says what it waits for', async () => {
  const waitsFor = { reason: 'fee-cap', lowestFeePerGasWei: '31', highestFeePerGasWei: '30' };
  await expect(wait([{ status: 'batched', expiry: 100, waitsFor }])).rejects.toMatchObject({
    code: 'cli/wait-timeout',
    facts: { timeoutSeconds: 3, expiry: 100, waitsFor },
  });
});

test('error: one that was rejected', async () => {
  await expect(wait([{ status: 'rejected', error: { code: 'sequencer/not-proved' } }])).rejects.toMatchObject({
    code: 'cli/rejected',
  });
});
