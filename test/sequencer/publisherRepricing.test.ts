import { expect, test } from 'vitest';
import type { Chain } from '../../sequencer/src/l1/Chain.js';
import { publisherTimeoutMs as timeoutMs } from '../support/createPublisherWorld.js';
import { nodeError } from '../support/nodeError.js';
import { usePublisherWorld } from '../support/usePublisherWorld.js';

/** Gas of a scripted transaction. */
const gas = 1_000_000n;

const world = usePublisherWorld();

/** A chain whose nodes take nothing above a price, as geth with `--rpc.txfeecap`; what was signed is counted. */
function cappedChain(maxFeePerGas: bigint): { chain: Chain; signed: bigint[] } {
  const signed: bigint[] = [];
  const fees = new Map<string, bigint>();
  const { chain } = world.script;
  return {
    signed,
    chain: {
      ...chain,
      async signBatch(call) {
        const transaction = await chain.signBatch(call);
        fees.set(transaction.raw, call.maxFeePerGas);
        signed.push(call.maxFeePerGas);
        return transaction;
      },
      async send(raw) {
        if ((fees.get(raw) ?? 0n) > maxFeePerGas)
          throw nodeError('tx fee (1.20 ether) exceeds the configured cap (1.00 ether)');
        return chain.send(raw);
      },
    },
  };
}

test('behavior: a transaction that the wallet cannot pay for is priced anew after a time', async () => {
  const batch = await world.makeBatch();
  world.script.baseFee(40_000n);
  world.script.fund(10_000n * gas);
  await world.turns(1);
  expect(await world.store.transactions.ofBatch(batch.id)).toMatchObject([
    { maxFeePerGas: 80_010n, error: 'insufficient-funds' },
  ]);
  world.script.baseFee(100n);
  world.nowMs += timeoutMs - 1;
  await world.turns(1);
  expect(world.script.sent).toEqual([]);
  world.nowMs += 1;
  await world.turns(1);
  expect(world.script.sent).toMatchObject([{ nonce: 0, maxFeePerGas: 210n }]);
  expect(world.alerts).toMatchObject([
    { kind: 'out-of-funds', active: true },
    { kind: 'out-of-funds', active: false },
  ]);
  await world.turns(1);
  await world.expectSettledOnce(batch);
});

test('behavior: a transaction that the nodes refuse is priced anew after a time, and the alert lasts until one is taken', async () => {
  const batch = await world.makeBatch();
  const { chain, signed } = cappedChain(10_000n);
  world.script.baseFee(40_000n);
  // Later turns are of a process that was started anew.
  await world.makePublisher({}, chain).turn();
  const publisher = world.makePublisher({}, chain);
  for (let i = 0; i < 8; i++) {
    world.nowMs += timeoutMs / 2;
    await publisher.turn();
    await publisher.turn();
  }
  // Once a time, also where the market asks for the same and the same transaction results.
  expect(signed).toEqual(Array.from({ length: 5 }, () => 80_010n));
  expect(world.alerts).toMatchObject([
    { kind: 'refused', active: true },
    { kind: 'refused', active: true },
  ]);
  world.script.baseFee(1_000n);
  world.nowMs += timeoutMs;
  await publisher.turn();
  expect(world.script.sent).toMatchObject([{ nonce: 0, maxFeePerGas: 2_010n }]);
  expect(world.alerts.slice(2)).toMatchObject([{ kind: 'refused', active: false }]);
  await publisher.turn();
  await world.expectSettledOnce(batch);
});

test('behavior: what is priced anew is as dear as a transaction of the batch that still waits asks for', async () => {
  const batch = await world.makeBatch();
  const { chain } = cappedChain(2_400n);
  const publisher = world.makePublisher({}, chain);
  world.script.fate('waiting');
  await publisher.turn();
  world.script.baseFee(40_000n);
  for (let i = 0; i < 3; i++) {
    world.nowMs += timeoutMs;
    await publisher.turn();
    world.script.baseFee(500n);
  }
  expect(world.script.sent).toMatchObject([{ maxFeePerGas: 2_010n }, { nonce: 0, maxFeePerGas: 2_262n }]);
  expect(world.script.pool.size).toBe(1);
  world.script.mineBlock();
  await publisher.turn();
  await world.expectSettledOnce(batch);
});

test('behavior: a batch that grows too old while no node takes it is given up; the next takes its nonce over', async () => {
  const dead = await world.makeBatch();
  world.script.fund(0n);
  await world.turns(1);
  world.script.pass(901);
  world.nowMs += timeoutMs;
  await world.turns(1);
  expect(world.discarded).toEqual([[dead.id]]);
  world.script.fund(10n ** 18n);
  const next = await world.makeBatch();
  await world.turns(2);
  expect(world.script.sent).toMatchObject([{ nonce: 0, call: { data: { newRoot: next.executed.newRoot } } }]);
  await world.expectSettledOnce(next);
});

test('behavior: a batch that grew too old while no node answered is given up, not sent to fail', async () => {
  const batch = await world.makeBatch();
  const silent = { ...world.script.chain, send: () => Promise.reject(nodeError('fetch failed')) };
  await expect(world.makePublisher({}, silent).turn()).rejects.toThrow();
  world.script.pass(901);
  world.nowMs += 901_000;
  await world.turns(1);
  expect(world.discarded).toEqual([[batch.id]]);
  expect(world.script.sent).toEqual([]);
});

test('behavior: a copy of what was given up unsent may be mined all the same: it fails, and the next goes out', async () => {
  const dead = await world.makeBatch();
  world.script.fund(0n);
  await world.turns(1);
  const [stored] = await world.store.transactions.ofBatch(dead.id);
  world.script.pass(901);
  world.nowMs += timeoutMs;
  await world.turns(1);
  world.script.fund(10n ** 18n);
  const next = await world.makeBatch();
  world.script.fate('waiting');
  await world.turns(1);
  world.script.mine(stored?.hash ?? '0x');
  world.script.fate('mined');
  await world.turns(2);
  expect(world.script.sent.map(({ nonce }) => nonce)).toEqual([0, 1]);
  await world.expectSettledOnce(next);
});

test('behavior: a dead transaction near the cap that the nodes have dropped does not bar replacements', async () => {
  const dead = await world.makeBatch();
  world.script.fate('waiting');
  world.script.baseFee(60_000n);
  await world.turns(1);
  world.script.pass(901);
  world.nowMs += timeoutMs;
  await world.turns(1);
  expect(await world.statusOf(dead.id)).toBe('discarded');
  world.script.forget();
  world.script.baseFee(1_000n);
  const next = await world.makeBatch();
  await world.turns(1);
  world.script.baseFee(3_000n);
  world.nowMs += timeoutMs;
  await world.turns(1);
  expect(world.script.sent.map(({ nonce, maxFeePerGas }) => [nonce, maxFeePerGas])).toEqual([
    [0, 100_000n],
    [0, 2_010n],
    [0, 6_012n],
  ]);
  expect(world.alerts).toEqual([]);
  world.script.mineBlock();
  await world.turns(1);
  await world.expectSettledOnce(next);
});
