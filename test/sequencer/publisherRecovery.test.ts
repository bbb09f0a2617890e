import { expect, test } from 'vitest';
import { publisherTimeoutMs as timeoutMs } from '../support/createPublisherWorld.js';
import { usePublisherWorld } from '../support/usePublisherWorld.js';

const world = usePublisherWorld();

test('behavior: it is mined while the replacement is signed', async () => {
  const batch = await world.makeBatch();
  world.script.fate('waiting');
  await world.turns(1);
  world.nowMs += timeoutMs;
  const { signBatch } = world.script.chain;
  const racing = world.makePublisher(
    {},
    {
      ...world.script.chain,
      async signBatch(call) {
        world.script.mineBlock();
        return signBatch(call);
      },
    },
  );
  await racing.turn();
  expect((await world.store.transactions.ofBatch(batch.id))[0]?.error).toBe('nonce-too-low');
  await world.turns(2);
  await world.expectSettledOnce(batch);
});

test('behavior: a transaction that the nodes forgot, or never kept, is sent again as it is', async () => {
  const batch = await world.makeBatch();
  world.script.fate('dropped');
  await world.turns(1);
  world.script.fate('waiting');
  await world.turns(1);
  world.script.forget();
  await world.turns(1);
  expect(new Set(world.script.sent.map(({ hash }) => hash)).size).toBe(1);
  expect(world.script.sent).toHaveLength(3);
  world.script.mineBlock();
  await world.turns(1);
  await world.expectSettledOnce(batch);
});

test('behavior: another program used the nonce: a new transaction with the next one', async () => {
  const batch = await world.makeBatch();
  world.script.fate('dropped');
  await world.turns(1);
  world.script.useKey({ mined: true });
  world.script.fate('mined');
  await world.turns(2);
  expect(world.script.sent.map(({ nonce }) => nonce)).toEqual([0, 1]);
  await world.expectSettledOnce(batch);
});

test('behavior: another program has a transaction waiting: ours comes after it', async () => {
  const batch = await world.makeBatch();
  world.script.useKey({ mined: false });
  world.script.fate('waiting');
  await world.turns(1);
  expect(world.script.sent).toMatchObject([{ nonce: 1 }]);
  world.script.mineBlock();
  await world.turns(1);
  await world.expectSettledOnce(batch);
});

test('behavior: a transaction of another program that is stuck is overtaken after a time', async () => {
  const batch = await world.makeBatch();
  world.script.useKey({ mined: false, maxFeePerGas: 500n });
  world.script.fate('waiting');
  await world.turns(1);
  world.script.mineBlock();
  expect(world.settledRoots()).toEqual([]);
  world.nowMs += timeoutMs;
  for (let again = true, i = 0; again && i < 20; i++) again = await world.publisher.turn();
  expect(world.script.sent.map(({ nonce }) => nonce)).toEqual([1, 0]);
  world.script.mineBlock();
  await world.turns(1);
  // The one with the later nonce is mined too, and fails: the contract takes a root once.
  await world.expectSettledOnce(batch);
});

test('behavior: underpriced as a replacement of what we do not know: fees rise at once until it is taken', async () => {
  const batch = await world.makeBatch();
  world.script.fate('dropped');
  await world.turns(1);
  world.script.useKey({ mined: false, maxFeePerGas: 3_000n });
  world.script.fate('waiting');
  for (let again = true, i = 0; again && i < 50; i++) again = await world.publisher.turn();
  expect(world.script.sent.at(-1)?.nonce).toBe(0);
  expect(world.script.pool.size).toBe(1);
  world.script.mineBlock();
  await world.turns(1);
  await world.expectSettledOnce(batch);
});

test('behavior: underpriced as a replacement of what pays more than the cap: it is asked again after a pause only', async () => {
  const batch = await world.makeBatch();
  world.script.fate('dropped');
  await world.turns(1);
  world.script.useKey({ mined: false, maxFeePerGas: 200_000n });
  world.script.fate('waiting');
  let turns = 0;
  while (turns < 50 && (await world.publisher.turn())) turns++;
  expect(turns).toBeLessThan(50);
  expect(await world.publisher.turn()).toBe(false);
  expect(world.alerts.at(-1)).toMatchObject({ kind: 'fee-cap', active: true });
  world.script.mineBlock();
  world.script.fate('mined');
  await world.turns(2);
  await world.expectSettledOnce(batch);
});

test('behavior: the nonce of a dead batch that still waits is taken over', async () => {
  const dead = await world.makeBatch();
  world.script.fate('waiting');
  await world.turns(1);
  world.script.submitForeign((await world.operator.execute({ opens: 1 })).data);
  await world.follower.sync();
  expect(await world.statusOf(dead.id)).toBe('discarded');
  const next = await world.makeBatch();
  await world.turns(1);
  expect(world.script.sent.map(({ nonce }) => nonce)).toEqual([0, 0]);
  expect(world.script.pool.size).toBe(1);
  world.script.mineBlock();
  await world.turns(1);
  await world.follower.sync();
  expect(await world.statusOf(next.id)).toBe('final');
  expect(world.settledRoots()).toHaveLength(2);
});

test('behavior: a dead transaction at the cap that the nodes have dropped does not bar its nonce', async () => {
  const dead = await world.makeBatch();
  world.script.fate('waiting');
  world.script.baseFee(60_000n);
  await world.turns(1);
  expect(world.script.sent.map(({ maxFeePerGas }) => maxFeePerGas)).toEqual([100_000n]);
  world.script.pass(901);
  world.nowMs += timeoutMs;
  await world.turns(1);
  expect(await world.statusOf(dead.id)).toBe('discarded');
  world.script.forget();
  world.script.baseFee(1_000n);
  world.script.fate('mined');
  const next = await world.makeBatch();
  await world.turns(1);
  expect(world.script.sent.map(({ nonce }) => nonce)).toEqual([0, 0]);
  await world.expectSettledOnce(next);
});

test('behavior: somebody else submits our batch: final, the nonce is free for the next', async () => {
  const first = await world.makeBatch();
  const second = await world.makeBatch([first.executed]);
  world.script.fate('waiting');
  await world.turns(1);
  world.script.submitForeign(first.executed.data);
  world.script.fate('mined');
  await world.turns(2);
  expect(world.script.sent.map(({ nonce }) => nonce)).toEqual([0, 0]);
  await world.expectSettledOnce(first, second);
});

test('behavior: killed after signing, before sending: the next process sends what is stored', async () => {
  const batch = await world.makeBatch();
  const killed = world.makePublisher(
    {},
    {
      ...world.script.chain,
      send: () => Promise.reject(new Error('killed')),
    },
  );
  await killed.turn();
  expect(world.script.sent).toEqual([]);
  const stored = await world.store.transactions.ofBatch(batch.id);
  expect(stored).toHaveLength(1);
  await world.turns(2);
  expect(world.script.sent.map(({ hash }) => hash)).toEqual([stored[0]?.hash]);
  await world.expectSettledOnce(batch);
});

test('behavior: killed while signing: nothing was sent, the next process begins anew', async () => {
  const batch = await world.makeBatch();
  const killed = world.makePublisher(
    {},
    { ...world.script.chain, signBatch: () => Promise.reject(new Error('killed')) },
  );
  await expect(killed.turn()).rejects.toThrow('killed');
  expect(await world.statusOf(batch.id)).toBe('proved');
  await world.turns(2);
  await world.expectSettledOnce(batch);
});

test('behavior: killed after sending, before that was noted', async () => {
  const batch = await world.makeBatch();
  const { send } = world.script.chain;
  const killed = world.makePublisher(
    {},
    {
      ...world.script.chain,
      async send(raw) {
        await send(raw);
        throw new Error('killed');
      },
    },
  );
  await killed.turn();
  await world.turns(2);
  expect(world.script.sent).toHaveLength(1);
  await world.expectSettledOnce(batch);
});

test('behavior: never two for one root: the second of two transactions for a batch fails in the contract', async () => {
  const batch = await world.makeBatch();
  world.script.fate('dropped');
  await world.turns(1);
  const [first] = world.script.sent;
  // The nonce is used, so a second transaction is made; then a reorg takes that use back, and the first comes to light.
  world.script.useKey({ mined: true });
  world.script.fate('waiting');
  await world.turns(1);
  world.script.reorg(1, { blocks: 1 });
  world.script.mine(first?.hash ?? '0x');
  world.script.mineBlock();
  const receipts = await Promise.all(world.script.sent.map(({ hash }) => world.script.chain.receipt(hash)));
  expect(receipts.map((receipt) => receipt?.succeeded)).toEqual([true, false]);
  await world.turns(1);
  await world.expectSettledOnce(batch);
});

test('behavior: a reorg takes the block away: the same transaction is mined again, or sent again', async () => {
  const first = await world.makeBatch();
  await world.turns(1);
  await world.follower.sync();
  expect(await world.statusOf(first.id)).toBe('final');
  const second = await world.makeBatch();
  await world.turns(2);
  await world.follower.sync();
  world.script.fate('waiting');
  world.script.reorg(2, { pooled: false });
  await world.follower.sync();
  expect([await world.statusOf(first.id), await world.statusOf(second.id)]).toEqual(['sent', 'sent']);
  await world.turns(1);
  world.script.mineBlock();
  await world.turns(1);
  world.script.mineBlock();
  await world.turns(1);
  expect(new Set(world.script.sent.map(({ hash }) => hash)).size).toBe(2);
  await world.expectSettledOnce(first, second);
});

test('behavior: nodes that are behind do not make it send twice', async () => {
  const batch = await world.makeBatch();
  await world.turns(1);
  world.script.behind(1);
  await world.turns(3);
  world.script.behind(0);
  await world.turns(1);
  expect(world.settledRoots()).toEqual([batch.executed.newRoot]);
  expect(new Set(world.script.sent.map(({ hash }) => hash)).size).toBe(1);
  await world.expectSettledOnce(batch);
});

test('behavior: transactions of batches that ended long ago are forgotten', async () => {
  const batch = await world.makeBatch();
  await world.turns(2);
  await world.follower.sync();
  const endedBefore = new Date(0);
  expect(await world.store.transactions.prune({ block: 1n, endedBefore, nonce: 1 })).toBe(0);
  expect(await world.store.transactions.prune({ block: 1_000n, endedBefore, nonce: 0 })).toBe(0);
  expect(await world.store.transactions.prune({ block: 1_000n, endedBefore, nonce: 1 })).toBe(1);
  expect(await world.store.transactions.ofBatch(batch.id)).toEqual([]);
});
