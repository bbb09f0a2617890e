import { type ExecutedBatch, loadCrypto } from '@tallystick/prover';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFollower, type Follower } from '../../sequencer/src/l1/createFollower.js';
import { createPublisher } from '../../sequencer/src/publisher/createPublisher.js';
import type { PublisherAlert, PublisherEvents } from '../../sequencer/src/publisher/Publisher.js';
import { createStore, type Store } from '../../sequencer/src/store/createStore.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { createScriptedChain } from '../support/createScriptedChain.js';
import { createScriptedOperator, scriptedShape, storeBatch } from '../support/createScriptedOperator.js';
import { startTestDatabase } from '../support/startTestDatabase.js';
import { testCipher } from '../support/testCipher.js';

const timeoutMs = 60_000;

let server: Awaited<ReturnType<typeof startTestDatabase>>;
let script: ReturnType<typeof createScriptedChain>;
let operator: ReturnType<typeof createScriptedOperator>;
let store: Store;
let follower: Follower;
let publisher: ReturnType<typeof createPublisher>;
let nowMs: number;
let alerts: PublisherAlert[];
let discarded: number[][];
let mined: number[];
/** Attempts in the order in which nodes took them. */
let attempts: { batch: number; nonce: number; attempt: number; maxFeePerGas: bigint }[];

beforeAll(async () => {
  await loadCrypto();
  server = await startTestDatabase();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  const pool = await server.database();
  await migrate(pool);
  store = createStore({ pool, cipher: testCipher });
  script = createScriptedChain();
  operator = createScriptedOperator(script);
  follower = createFollower({
    chain: script.chain,
    store,
    deployedAtBlock: 1n,
    confirmations: 1,
    logChunkBlocks: 100,
    onChange: () => {},
  });
  [nowMs, alerts, discarded, mined, attempts] = [1_000_000, [], [], [], []];
  publisher = makePublisher();
  for (let i = 0; i < 4; i++) operator.open();
  await follower.sync();
});

function makePublisher(events: PublisherEvents = {}, chain = script.chain) {
  return createPublisher({
    chain,
    store,
    shapeIdOf: (name) => (name === scriptedShape.name ? scriptedShape.id : undefined),
    config: {
      pollIntervalMs: 5,
      transactionTimeoutMs: timeoutMs,
      maxFeePerGas: 100_000n,
      maxPriorityFeePerGas: 1_000n,
    },
    events: {
      onAlert: (alert) => alerts.push(alert),
      onDiscarded: ({ batches }) => discarded.push(batches),
      onMined: ({ batch }) => mined.push(batch),
      onSent: (sent) => attempts.push(sent),
      ...events,
    },
    nowMs: () => nowMs,
  });
}

/** A proved batch that opens two accounts, on what is live already. */
async function makeBatch(after: ExecutedBatch[] = []): Promise<{ id: number; executed: ExecutedBatch }> {
  const executed = await operator.execute({ opens: 2, after });
  return { id: await storeBatch(store, executed), executed };
}
const statusOf = async (id: number) => (await store.batches.get(id))?.status;
const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await publisher.turn();
};
/** The batches that the contract took, in order, by their new roots. */
const settledRoots = () => script.events().flatMap((event) => (event.type === 'settled' ? [event.newRoot] : []));

async function expectSettledOnce(...batches: { id: number; executed: ExecutedBatch }[]): Promise<void> {
  await follower.sync();
  expect(settledRoots()).toEqual(batches.map(({ executed }) => executed.newRoot));
  for (const { id } of batches) expect(await statusOf(id)).toBe('final');
}

test('default: batches are published one after the other, and become final by the follower', async () => {
  const first = await makeBatch();
  const second = await makeBatch([first.executed]);
  await turns(3);
  expect(mined).toEqual([first.id, second.id]);
  expect(attempts.map(({ nonce, attempt }) => [nonce, attempt])).toEqual([
    [0, 1],
    [1, 1],
  ]);
  await expectSettledOnce(first, second);
});

test('behavior: a batch that is not proved holds those after it back', async () => {
  const executed = await operator.execute({ opens: 2 });
  const id = await storeBatch(store, executed, { proved: false });
  const second = await makeBatch([executed]);
  await turns(2);
  expect(script.sent).toEqual([]);
  await store.batches.prove(id, { proof: '0x01', witnessMs: 1, proveMs: 1 });
  await turns(3);
  await expectSettledOnce({ id, executed }, second);
});

test('behavior: the next batch waits until the one before is in a block', async () => {
  const first = await makeBatch();
  await makeBatch([first.executed]);
  script.fate('waiting');
  await turns(5);
  expect(script.sent).toHaveLength(1);
  expect(script.pool.size).toBe(1);
});

test('behavior: fees are twice the base fee and the usual tip', async () => {
  await makeBatch();
  script.fate('waiting');
  await turns(1);
  expect(script.sent).toMatchObject([{ maxFeePerGas: 2_010n, maxPriorityFeePerGas: 10n }]);
});

test('behavior: after a time a transaction is replaced, same nonce, higher fees', async () => {
  const batch = await makeBatch();
  script.fate('waiting');
  await turns(2);
  nowMs += timeoutMs - 1;
  await turns(1);
  expect(script.sent).toHaveLength(1);
  nowMs += 1;
  await turns(1);
  expect(script.sent.map(({ nonce }) => nonce)).toEqual([0, 0]);
  expect(script.sent[1]).toMatchObject({ maxFeePerGas: 2_262n, maxPriorityFeePerGas: 12n });
  expect(script.pool.size).toBe(1);
  // The base fee rose meanwhile: the market's fees are higher than the least replacement.
  script.baseFee(9_000n);
  nowMs += timeoutMs;
  await turns(1);
  expect(script.sent[2]).toMatchObject({ nonce: 0, maxFeePerGas: 18_014n, maxPriorityFeePerGas: 14n });
  script.mineBlock();
  await turns(1);
  await expectSettledOnce(batch);
});

test('behavior: the replaced transaction may be the one that is mined', async () => {
  const batch = await makeBatch();
  script.fate('waiting');
  await turns(1);
  nowMs += timeoutMs;
  await turns(1);
  const [first] = script.sent;
  script.mine(first?.hash ?? '0x');
  expect(script.pool.size).toBe(0);
  await turns(2);
  expect(script.sent).toHaveLength(2);
  await expectSettledOnce(batch);
});

test('behavior: it is mined while the replacement is signed', async () => {
  const batch = await makeBatch();
  script.fate('waiting');
  await turns(1);
  nowMs += timeoutMs;
  const { signBatch } = script.chain;
  const racing = makePublisher(
    {},
    {
      ...script.chain,
      async signBatch(call) {
        script.mineBlock();
        return signBatch(call);
      },
    },
  );
  await racing.turn();
  expect((await store.transactions.ofBatch(batch.id))[0]?.error).toBe('nonce-too-low');
  await turns(2);
  await expectSettledOnce(batch);
});

test('behavior: the cap is never exceeded; at the cap the transaction is kept alive and an alert raised', async () => {
  const batch = await makeBatch();
  script.fate('waiting');
  await turns(1);
  for (let i = 0; i < 60; i++) {
    nowMs += timeoutMs;
    await turns(1);
  }
  const fees = script.sent.map(({ maxFeePerGas }) => maxFeePerGas);
  expect(fees.every((fee) => fee <= 100_000n)).toBe(true);
  expect(fees.at(-1)).toBeGreaterThan(88_000n);
  expect(alerts).toMatchObject([{ kind: 'fee-cap', active: true }]);
  const before = script.sent.length;
  script.forget();
  await turns(1);
  expect(script.sent).toHaveLength(before + 1);
  expect(script.sent.at(-1)?.maxFeePerGas).toBe(fees.at(-1));
  script.mineBlock();
  await turns(1);
  expect(alerts.at(-1)).toMatchObject({ kind: 'fee-cap', active: false });
  await expectSettledOnce(batch);
});

test('behavior: nothing is sent while the base fee is above the cap', async () => {
  const batch = await makeBatch();
  script.baseFee(100_001n);
  await turns(2);
  expect(script.sent).toEqual([]);
  expect(alerts).toMatchObject([{ kind: 'fee-cap', active: true }]);
  script.baseFee(1_000n);
  await turns(2);
  expect(alerts.at(-1)).toMatchObject({ kind: 'fee-cap', active: false });
  await expectSettledOnce(batch);
});

test('behavior: a transaction that the nodes forgot, or never kept, is sent again as it is', async () => {
  const batch = await makeBatch();
  script.fate('dropped');
  await turns(1);
  script.fate('waiting');
  await turns(1);
  script.forget();
  await turns(1);
  expect(new Set(script.sent.map(({ hash }) => hash)).size).toBe(1);
  expect(script.sent).toHaveLength(3);
  script.mineBlock();
  await turns(1);
  await expectSettledOnce(batch);
});

test('behavior: another program used the nonce: a new transaction with the next one', async () => {
  const batch = await makeBatch();
  script.fate('dropped');
  await turns(1);
  script.useKey({ mined: true });
  script.fate('mined');
  await turns(2);
  expect(script.sent.map(({ nonce }) => nonce)).toEqual([0, 1]);
  await expectSettledOnce(batch);
});

test('behavior: another program has a transaction waiting: ours comes after it', async () => {
  const batch = await makeBatch();
  script.useKey({ mined: false });
  script.fate('waiting');
  await turns(1);
  expect(script.sent).toMatchObject([{ nonce: 1 }]);
  script.mineBlock();
  await turns(1);
  await expectSettledOnce(batch);
});

test('behavior: a transaction of another program that is stuck is overtaken after a time', async () => {
  const batch = await makeBatch();
  script.useKey({ mined: false, maxFeePerGas: 500n });
  script.fate('waiting');
  await turns(1);
  script.mineBlock();
  expect(settledRoots()).toEqual([]);
  nowMs += timeoutMs;
  for (let again = true, i = 0; again && i < 20; i++) again = await publisher.turn();
  expect(script.sent.map(({ nonce }) => nonce)).toEqual([1, 0]);
  script.mineBlock();
  await turns(1);
  // The one with the later nonce is mined too, and fails: the contract takes a root once.
  await expectSettledOnce(batch);
});

test('behavior: underpriced as a replacement of what we do not know: fees rise at once until it is taken', async () => {
  const batch = await makeBatch();
  script.fate('dropped');
  await turns(1);
  script.useKey({ mined: false, maxFeePerGas: 3_000n });
  script.fate('waiting');
  for (let again = true, i = 0; again && i < 50; i++) again = await publisher.turn();
  expect(script.sent.at(-1)?.nonce).toBe(0);
  expect(script.pool.size).toBe(1);
  script.mineBlock();
  await turns(1);
  await expectSettledOnce(batch);
});

test('behavior: the nonce of a dead batch that still waits is taken over', async () => {
  const dead = await makeBatch();
  script.fate('waiting');
  await turns(1);
  script.submitForeign((await operator.execute({ opens: 1 })).data);
  await follower.sync();
  expect(await statusOf(dead.id)).toBe('discarded');
  const next = await makeBatch();
  await turns(1);
  expect(script.sent.map(({ nonce }) => nonce)).toEqual([0, 0]);
  expect(script.pool.size).toBe(1);
  script.mineBlock();
  await turns(1);
  await follower.sync();
  expect(await statusOf(next.id)).toBe('final');
  expect(settledRoots()).toHaveLength(2);
});

test('behavior: somebody else submits our batch: final, the nonce is free for the next', async () => {
  const first = await makeBatch();
  const second = await makeBatch([first.executed]);
  script.fate('waiting');
  await turns(1);
  script.submitForeign(first.executed.data);
  script.fate('mined');
  await turns(2);
  expect(script.sent.map(({ nonce }) => nonce)).toEqual([0, 0]);
  await expectSettledOnce(first, second);
});

test('behavior: killed after signing, before sending: the next process sends what is stored', async () => {
  const batch = await makeBatch();
  const killed = makePublisher(
    {},
    {
      ...script.chain,
      send: () => Promise.reject(new Error('killed')),
    },
  );
  await killed.turn();
  expect(script.sent).toEqual([]);
  const stored = await store.transactions.ofBatch(batch.id);
  expect(stored).toHaveLength(1);
  await turns(2);
  expect(script.sent.map(({ hash }) => hash)).toEqual([stored[0]?.hash]);
  await expectSettledOnce(batch);
});

test('behavior: killed while signing: nothing was sent, the next process begins anew', async () => {
  const batch = await makeBatch();
  const killed = makePublisher({}, { ...script.chain, signBatch: () => Promise.reject(new Error('killed')) });
  await expect(killed.turn()).rejects.toThrow('killed');
  expect(await statusOf(batch.id)).toBe('proved');
  await turns(2);
  await expectSettledOnce(batch);
});

test('behavior: killed after sending, before that was noted', async () => {
  const batch = await makeBatch();
  const { send } = script.chain;
  const killed = makePublisher(
    {},
    {
      ...script.chain,
      async send(raw) {
        await send(raw);
        throw new Error('killed');
      },
    },
  );
  await killed.turn();
  await turns(2);
  expect(script.sent).toHaveLength(1);
  await expectSettledOnce(batch);
});

test('behavior: never two for one root: the second of two transactions for a batch fails in the contract', async () => {
  const batch = await makeBatch();
  script.fate('dropped');
  await turns(1);
  const [first] = script.sent;
  // The nonce is used, so a second transaction is made; then a reorg takes that use back, and the first comes to light.
  script.useKey({ mined: true });
  script.fate('waiting');
  await turns(1);
  script.reorg(1, { blocks: 1 });
  script.mine(first?.hash ?? '0x');
  script.mineBlock();
  const receipts = await Promise.all(script.sent.map(({ hash }) => script.chain.receipt(hash)));
  expect(receipts.map((receipt) => receipt?.succeeded)).toEqual([true, false]);
  await turns(1);
  await expectSettledOnce(batch);
});

test('behavior: a reorg takes the block away: the same transaction is mined again, or sent again', async () => {
  const first = await makeBatch();
  await turns(1);
  await follower.sync();
  expect(await statusOf(first.id)).toBe('final');
  const second = await makeBatch();
  await turns(2);
  await follower.sync();
  script.fate('waiting');
  script.reorg(2, { pooled: false });
  await follower.sync();
  expect([await statusOf(first.id), await statusOf(second.id)]).toEqual(['sent', 'sent']);
  await turns(1);
  script.mineBlock();
  await turns(1);
  script.mineBlock();
  await turns(1);
  expect(new Set(script.sent.map(({ hash }) => hash)).size).toBe(2);
  await expectSettledOnce(first, second);
});

test('behavior: a batch of too long ago is given up with all after it, and their items wait', async () => {
  const first = await makeBatch();
  const second = await makeBatch([first.executed]);
  script.pass(901);
  await turns(1);
  expect(discarded).toEqual([[first.id, second.id]]);
  expect((await store.batches.get(first.id))?.error).toMatchObject({
    code: 'sequencer/transaction-failed',
    facts: { error: 'NowTooFarOff' },
  });
});

test('behavior: a batch that waits in the pool until its time is over is given up instead of being replaced', async () => {
  const batch = await makeBatch();
  script.fate('waiting');
  await turns(1);
  script.pass(901);
  nowMs += timeoutMs;
  await turns(1);
  expect(discarded).toEqual([[batch.id]]);
  expect(script.sent).toHaveLength(1);
});

test('behavior: a batch of the future waits', async () => {
  const executed = await operator.execute({ opens: 2, now: script.time() + 901 });
  const id = await storeBatch(store, executed);
  await turns(2);
  expect(await statusOf(id)).toBe('proved');
  script.pass(10);
  await turns(2);
  await expectSettledOnce({ id, executed });
});

test('behavior: a refund that is not confirmed yet is left to the follower', async () => {
  await makeBatch();
  await turns(2);
  await follower.sync();
  const batch = await makeBatch();
  script.refund(4);
  await turns(2);
  expect([script.sent.length, discarded, await statusOf(batch.id)]).toEqual([1, [], 'proved']);
  await follower.sync();
  expect(await statusOf(batch.id)).toBe('discarded');
});

test('behavior: transactions that are mined and fail again and again: the batch is made anew', async () => {
  const batch = await makeBatch();
  script.fate('reverted');
  await turns(4);
  expect(script.sent.map(({ nonce }) => nonce)).toEqual([0, 1, 2]);
  expect(discarded).toEqual([[batch.id]]);
});

test('behavior: an empty wallet raises an alert; the stored transaction goes out once it is filled', async () => {
  const batch = await makeBatch();
  script.fund(0n);
  await turns(3);
  expect(alerts).toMatchObject([
    { kind: 'out-of-funds', active: true, detail: expect.stringContaining('balance 0 wei') },
  ]);
  expect(await store.transactions.ofBatch(batch.id)).toMatchObject([{ error: 'insufficient-funds' }]);
  script.fund(10n ** 18n);
  await turns(2);
  expect(alerts.at(-1)).toMatchObject({ kind: 'out-of-funds', active: false });
  await expectSettledOnce(batch);
});

test('behavior: nodes that are behind do not make it send twice', async () => {
  const batch = await makeBatch();
  await turns(1);
  script.behind(1);
  await turns(3);
  script.behind(0);
  await turns(1);
  expect(settledRoots()).toEqual([batch.executed.newRoot]);
  expect(new Set(script.sent.map(({ hash }) => hash)).size).toBe(1);
  await expectSettledOnce(batch);
});

test('behavior: runs by itself, says when no node answers, and ends in order', async () => {
  const batch = await makeBatch();
  script.unreachable(true);
  publisher.start();
  await expect
    .poll(() => alerts.at(-1), { timeout: 10_000, interval: 5 })
    .toMatchObject({ kind: 'unreachable', active: true });
  expect(publisher.problem()).toBeInstanceOf(Error);
  script.unreachable(false);
  publisher.wake();
  await expect.poll(() => mined, { timeout: 10_000, interval: 5 }).toEqual([batch.id]);
  expect(alerts.at(-1)).toMatchObject({ kind: 'unreachable', active: false });
  await expect.poll(() => publisher.problem(), { timeout: 10_000, interval: 5 }).toBeUndefined();
  await publisher.stop();
  await expectSettledOnce(batch);
});

test('behavior: transactions of batches that ended long ago are forgotten', async () => {
  const batch = await makeBatch();
  await turns(2);
  await follower.sync();
  const endedBefore = new Date(0);
  expect(await store.transactions.prune({ block: 1n, endedBefore, nonce: 1 })).toBe(0);
  expect(await store.transactions.prune({ block: 1_000n, endedBefore, nonce: 0 })).toBe(0);
  expect(await store.transactions.prune({ block: 1_000n, endedBefore, nonce: 1 })).toBe(1);
  expect(await store.transactions.ofBatch(batch.id)).toEqual([]);
});
