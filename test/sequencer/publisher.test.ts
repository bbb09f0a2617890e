import { HttpRequestError } from 'viem';
import { expect, test } from 'vitest';
import type { BatchCall } from '../../sequencer/src/l1/Chain.js';
import { publisherTimeoutMs as timeoutMs } from '../support/createPublisherWorld.js';
import { storeBatch } from '../support/createScriptedOperator.js';
import { revert } from '../support/scriptedRefusal.js';
import { usePublisherWorld } from '../support/usePublisherWorld.js';

const world = usePublisherWorld();

test('default: batches are published one after the other, and become final by the follower', async () => {
  const first = await world.makeBatch();
  const second = await world.makeBatch([first.executed]);
  await world.turns(3);
  expect(world.mined).toEqual([first.id, second.id]);
  expect(world.attempts.map(({ nonce, attempt }) => [nonce, attempt])).toEqual([
    [0, 1],
    [1, 1],
  ]);
  await world.expectSettledOnce(first, second);
});

test('behavior: a batch that is not proved holds those after it back', async () => {
  const executed = await world.operator.execute({ opens: 2 });
  const id = await storeBatch(world.store, executed, { proved: false });
  const second = await world.makeBatch([executed]);
  await world.turns(2);
  expect(world.script.sent).toEqual([]);
  await world.store.batches.prove(id, { proof: '0x01', witnessMs: 1, proveMs: 1 });
  await world.turns(3);
  await world.expectSettledOnce({ id, executed }, second);
});

test('behavior: the next batch waits until the one before is in a block', async () => {
  const first = await world.makeBatch();
  await world.makeBatch([first.executed]);
  world.script.fate('waiting');
  await world.turns(5);
  expect(world.script.sent).toHaveLength(1);
  expect(world.script.pool.size).toBe(1);
});

test('behavior: fees are twice the base fee and the usual tip', async () => {
  await world.makeBatch();
  world.script.fate('waiting');
  await world.turns(1);
  expect(world.script.sent).toMatchObject([{ maxFeePerGas: 2_010n, maxPriorityFeePerGas: 10n }]);
});

test('behavior: after a time a transaction is replaced, same nonce, higher fees', async () => {
  const batch = await world.makeBatch();
  world.script.fate('waiting');
  await world.turns(2);
  world.nowMs += timeoutMs - 1;
  await world.turns(1);
  expect(world.script.sent).toHaveLength(1);
  world.nowMs += 1;
  await world.turns(1);
  expect(world.script.sent.map(({ nonce }) => nonce)).toEqual([0, 0]);
  expect(world.script.sent[1]).toMatchObject({ maxFeePerGas: 2_262n, maxPriorityFeePerGas: 12n });
  expect(world.script.pool.size).toBe(1);
  // The base fee rose meanwhile: the market's fees are higher than the least replacement.
  world.script.baseFee(9_000n);
  world.nowMs += timeoutMs;
  await world.turns(1);
  expect(world.script.sent[2]).toMatchObject({ nonce: 0, maxFeePerGas: 18_014n, maxPriorityFeePerGas: 14n });
  world.script.mineBlock();
  await world.turns(1);
  await world.expectSettledOnce(batch);
});

test('behavior: the replaced transaction may be the one that is mined', async () => {
  const batch = await world.makeBatch();
  world.script.fate('waiting');
  await world.turns(1);
  world.nowMs += timeoutMs;
  await world.turns(1);
  const [first] = world.script.sent;
  world.script.mine(first?.hash ?? '0x');
  expect(world.script.pool.size).toBe(0);
  await world.turns(2);
  expect(world.script.sent).toHaveLength(2);
  await world.expectSettledOnce(batch);
});

test('behavior: the cap is never exceeded; at the cap the transaction is kept alive and an alert raised', async () => {
  const batch = await world.makeBatch();
  world.script.fate('waiting');
  await world.turns(1);
  for (let i = 0; i < 60; i++) {
    world.nowMs += timeoutMs;
    await world.turns(1);
  }
  const fees = world.script.sent.map(({ maxFeePerGas }) => maxFeePerGas);
  expect(fees.every((fee) => fee <= 100_000n)).toBe(true);
  expect(fees.at(-1)).toBeGreaterThan(88_000n);
  expect(world.alerts).toMatchObject([{ kind: 'fee-cap', active: true }]);
  const before = world.script.sent.length;
  world.script.forget();
  await world.turns(1);
  expect(world.script.sent).toHaveLength(before + 1);
  expect(world.script.sent.at(-1)?.maxFeePerGas).toBe(fees.at(-1));
  world.script.mineBlock();
  await world.turns(1);
  expect(world.alerts.at(-1)).toMatchObject({ kind: 'fee-cap', active: false });
  await world.expectSettledOnce(batch);
});

test('behavior: nothing is sent while the base fee is above the cap, and what waits says which fee would be taken', async () => {
  const batch = await world.makeBatch();
  const { waitOf } = world.publisher;
  expect(waitOf(undefined)).toEqual({ reason: 'batch' });
  world.script.baseFee(100_001n);
  await world.turns(2);
  expect(world.script.sent).toEqual([]);
  expect(world.alerts).toMatchObject([{ kind: 'fee-cap', active: true }]);
  const { priorityFeePerGas } = await world.script.chain.fees();
  const tip = priorityFeePerGas < 1_000n ? priorityFeePerGas : 1_000n;
  const held = (lowestWei: bigint) => ({ reason: 'fee-cap', fees: { lowestWei, highestWei: 100_000n } });
  // What is in no batch yet will wait for the same.
  for (const id of [batch.id, batch.id + 1, undefined]) expect(waitOf(id)).toEqual(held(100_001n + tip));
  // The alert goes on, at another fee.
  world.script.baseFee(200_000n);
  await world.turns(1);
  expect(waitOf(batch.id)).toEqual(held(200_000n + tip));
  expect(world.alerts).toHaveLength(1);
  world.script.baseFee(1_000n);
  await world.turns(2);
  expect(world.alerts.at(-1)).toMatchObject({ kind: 'fee-cap', active: false });
  await world.expectSettledOnce(batch);
});

test('behavior: what waits says for what, from batch to batch', async () => {
  const first = await world.makeBatch();
  const second = await world.makeBatch([first.executed]);
  const { waitOf } = world.publisher;
  world.script.fate('waiting');
  await world.turns(1);
  const reasons = () => [first.id, second.id, second.id + 1, undefined].map((id) => waitOf(id).reason);
  await world.turns(1);
  expect(reasons()).toEqual(['block', 'transaction', 'proof', 'batch']);
  world.script.mineBlock();
  world.script.baseFee(100_001n);
  await world.turns(2);
  // The first is in a block already: the fees are no matter of its own any more.
  expect(reasons()).toEqual(['confirmations', 'fee-cap', 'fee-cap', 'fee-cap']);
  // Nobody answers: then nobody knows of the block either.
  const running = world.makePublisher();
  running.start();
  await expect.poll(() => running.waitOf(first.id)).toEqual({ reason: 'confirmations' });
  world.script.unreachable(true);
  await expect.poll(() => running.waitOf(first.id)).toEqual({ reason: 'unreachable' });
  world.script.unreachable(false);
  await running.stop();
});

test('behavior: a batch of too long ago is given up with all after it, and their items wait', async () => {
  const first = await world.makeBatch();
  const second = await world.makeBatch([first.executed]);
  world.script.pass(901);
  await world.turns(1);
  expect(world.discarded).toEqual([[first.id, second.id]]);
  expect((await world.store.batches.get(first.id))?.error).toMatchObject({
    code: 'sequencer/transaction-failed',
    facts: { error: 'NowTooFarOff' },
  });
});

test('behavior: a batch that waits in the pool until its time is over is given up instead of being replaced', async () => {
  const batch = await world.makeBatch();
  world.script.fate('waiting');
  await world.turns(1);
  world.script.pass(901);
  world.nowMs += timeoutMs;
  await world.turns(1);
  expect(world.discarded).toEqual([[batch.id]]);
  expect(world.script.sent).toHaveLength(1);
});

test('behavior: a batch of the future waits', async () => {
  // As after a reorg to a chain whose time is earlier.
  const executed = await world.operator.execute({ opens: 2, now: world.script.time() + 61 });
  const id = await storeBatch(world.store, executed);
  await world.turns(2);
  expect(await world.statusOf(id)).toBe('proved');
  expect([world.script.sent, world.discarded]).toEqual([[], []]);
  world.script.pass(1);
  await world.turns(2);
  await world.expectSettledOnce({ id, executed });
});

test("behavior: a stranger's window is waited for, and nobody is alerted", async () => {
  const batch = await world.makeBatch();
  let isReserved = true;
  const estimate = async (call: BatchCall) => {
    if (isReserved) throw revert('SlotReservedByAnother', [`0x${'22'.repeat(20)}`, 1_700_000_900n]);
    return world.script.chain.estimate(call);
  };
  const publisher = world.makePublisher({}, { ...world.script.chain, estimate });
  for (let i = 0; i < 3; i++) await publisher.turn();
  expect([world.alerts, world.discarded, await world.statusOf(batch.id)]).toEqual([[], [], 'proved']);
  isReserved = false;
  await publisher.turn();
  await world.expectSettledOnce(batch);
});

test('behavior: a batch of a shape that is not configured any more is given up with all after it', async () => {
  const first = await world.makeBatch();
  const second = await world.makeBatch([first.executed]);
  await world.makePublisher({}, world.script.chain, []).turn();
  expect(world.discarded).toEqual([[first.id, second.id]]);
  expect((await world.store.batches.get(first.id))?.error).toMatchObject({
    code: 'sequencer/no-shape',
    facts: { field: 'shapes', given: 'tiny' },
  });
});

test('behavior: a failure for which there is no alert is told, and the step tried again', async () => {
  const batch = await world.makeBatch();
  const errors: unknown[] = [];
  const fees = async () => {
    if (errors.length === 0) throw new Error('the method eth_maxPriorityFeePerGas does not exist');
    return world.script.chain.fees();
  };
  const publisher = world.makePublisher({ onError: (error) => errors.push(error) }, { ...world.script.chain, fees });
  publisher.start();
  await expect.poll(() => world.settledRoots().length, { timeout: 10_000, interval: 5 }).toBe(1);
  await publisher.stop();
  expect(errors).toMatchObject([{ message: expect.stringContaining('does not exist') }]);
  await world.expectSettledOnce(batch);
});

test('behavior: a refund that is not confirmed yet is left to the follower', async () => {
  await world.makeBatch();
  await world.turns(2);
  await world.follower.sync();
  const batch = await world.makeBatch();
  world.script.refund(4);
  await world.turns(2);
  expect([world.script.sent.length, world.discarded, await world.statusOf(batch.id)]).toEqual([1, [], 'proved']);
  await world.follower.sync();
  expect(await world.statusOf(batch.id)).toBe('discarded');
});

test('behavior: transactions that are mined and fail again and again: the batch is made anew', async () => {
  const batch = await world.makeBatch();
  world.script.fate('reverted');
  await world.turns(4);
  expect(world.script.sent.map(({ nonce }) => nonce)).toEqual([0, 1, 2]);
  expect(world.discarded).toEqual([[batch.id]]);
});

test("error: a node that gives no answer about a failed transaction is not named by the batch's public error", async () => {
  const batch = await world.makeBatch();
  world.script.fate('reverted');
  const revertOf = async () => new HttpRequestError({ url: 'https://rpc.example/secret' });
  const publisher = world.makePublisher({}, { ...world.script.chain, revertOf });
  for (let i = 0; i < 4; i++) await publisher.turn();
  const { error } = (await world.store.batches.get(batch.id)) ?? {};
  expect(error).toMatchObject({ code: 'sequencer/transaction-failed' });
  expect(JSON.stringify(error)).not.toContain('rpc.example');
});

test('behavior: batches that the contract refuses one after the other are published with pauses that double, and an alert', async () => {
  let isRefused = true;
  const estimate = async (call: BatchCall) => {
    if (isRefused) throw revert('ProofRejected', [1n, `0x${'11'.repeat(20)}`, '0x']);
    return world.script.chain.estimate(call);
  };
  const publisher = world.makePublisher({}, { ...world.script.chain, estimate });
  /** One more batch, and what a look at it so much later says: whether it was given up. */
  const isGivenUp = async (id: number, passedMs: number) => {
    world.nowMs += passedMs;
    await publisher.turn();
    return (await world.statusOf(id)) === 'discarded';
  };
  const make = async () => (await world.makeBatch()).id;
  expect(await isGivenUp(await make(), 0)).toBe(true);
  expect([await isGivenUp(await make(), 0), world.alerts]).toMatchObject([true, [{ kind: 'refused', active: true }]]);
  const third = await make();
  expect([await isGivenUp(third, 29_999), await isGivenUp(third, 1)]).toEqual([false, true]);
  const fourth = await make();
  expect([await isGivenUp(fourth, 59_999), await isGivenUp(fourth, 1)]).toEqual([false, true]);
  expect(world.alerts).toHaveLength(1);

  isRefused = false;
  const good = await world.makeBatch();
  expect([await isGivenUp(good.id, 119_999), world.script.sent.length]).toEqual([false, 0]);
  expect([await isGivenUp(good.id, 1), world.script.sent.length]).toEqual([false, 1]);
  await publisher.turn();
  expect(world.alerts.at(-1)).toMatchObject({ kind: 'refused', active: false });
  await world.expectSettledOnce(good);
  // One was mined, so the next refusal is the first again.
  isRefused = true;
  expect([await isGivenUp(await make(), 0), world.alerts.at(-1)?.active]).toEqual([true, false]);
  isRefused = false;
  await make();
  await publisher.turn();
  expect(world.script.sent).toHaveLength(2);
});

test('behavior: an alert of refused batches ends with the pause where no batch is left', async () => {
  const estimate = async (): Promise<bigint> => {
    throw revert('ProofRejected', [1n, `0x${'11'.repeat(20)}`, '0x']);
  };
  const publisher = world.makePublisher({}, { ...world.script.chain, estimate });
  for (let i = 0; i < 2; i++) {
    await world.makeBatch();
    await publisher.turn();
  }
  world.nowMs += 29_999;
  await publisher.turn();
  expect(world.alerts).toMatchObject([{ kind: 'refused', active: true }]);
  world.nowMs += 1;
  await publisher.turn();
  expect(world.alerts.slice(1)).toMatchObject([{ kind: 'refused', active: false }]);
});

test('behavior: nodes that answer again end the alert, also where no batch waits', async () => {
  world.script.unreachable(true);
  world.publisher.start();
  await expect
    .poll(() => world.alerts, { timeout: 10_000, interval: 5 })
    .toMatchObject([{ kind: 'unreachable', active: true }]);
  world.script.unreachable(false);
  await expect
    .poll(() => world.alerts.slice(1), { timeout: 10_000, interval: 5 })
    .toMatchObject([{ kind: 'unreachable', active: false }]);
  await world.publisher.stop();
});

test('behavior: an empty wallet raises an alert; the stored transaction goes out once it is filled', async () => {
  const batch = await world.makeBatch();
  world.script.fund(0n);
  await world.turns(3);
  expect(world.alerts).toMatchObject([
    { kind: 'out-of-funds', active: true, detail: expect.stringContaining('balance 0 wei') },
  ]);
  expect(await world.store.transactions.ofBatch(batch.id)).toMatchObject([{ error: 'insufficient-funds' }]);
  world.script.fund(10n ** 18n);
  await world.turns(2);
  expect(world.alerts.at(-1)).toMatchObject({ kind: 'out-of-funds', active: false });
  await world.expectSettledOnce(batch);
});

test('behavior: runs by itself, says when no node answers, and ends in order', async () => {
  const batch = await world.makeBatch();
  world.script.unreachable(true);
  world.publisher.start();
  await expect
    .poll(() => world.alerts.at(-1), { timeout: 10_000, interval: 5 })
    .toMatchObject({ kind: 'unreachable', active: true });
  expect(world.publisher.problem()).toBeInstanceOf(Error);
  world.script.unreachable(false);
  world.publisher.wake();
  await expect.poll(() => world.mined, { timeout: 10_000, interval: 5 }).toEqual([batch.id]);
  expect(world.alerts.at(-1)).toMatchObject({ kind: 'unreachable', active: false });
  await expect.poll(() => world.publisher.problem(), { timeout: 10_000, interval: 5 }).toBeUndefined();
  await world.publisher.stop();
  await world.expectSettledOnce(batch);
});

test('behavior: a stop lets the step in progress end: what is signed is sent', async () => {
  const batch = await world.makeBatch();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { signBatch } = world.script.chain;
  let signing = () => {};
  const isSigning = new Promise<void>((resolve) => {
    signing = resolve;
  });
  const publisher = world.makePublisher(
    {},
    {
      ...world.script.chain,
      async signBatch(call) {
        signing();
        await held;
        return signBatch(call);
      },
    },
  );
  publisher.start();
  await isSigning;
  const stopped = publisher.stop();
  release();
  await stopped;
  expect(world.script.sent).toHaveLength(1);
  await world.expectSettledOnce(batch);
});

test('behavior: a node that never answers does not hold a stop up; the next process goes on', async () => {
  const batch = await world.makeBatch();
  let asked = () => {};
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const publisher = world.makePublisher(
    {},
    {
      ...world.script.chain,
      send() {
        asked();
        return new Promise(() => {});
      },
    },
  );
  publisher.start();
  await isAsked;
  await publisher.stop();
  await world.turns(2);
  await world.expectSettledOnce(batch);
});
