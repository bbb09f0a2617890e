import { AccountTree, hashTerms, leafOf, publicKeyOf, updateLeaves, ZERO_UNITS } from '@tallystick/prover/core';
import pg from 'pg';
import { beforeEach, expect, test, vi } from 'vitest';
import { registerAccount } from '../../sequencer/src/intake/open/registerAccount.js';
import type { BaseChange } from '../../sequencer/src/l1/BaseChange.js';
import type { Chain } from '../../sequencer/src/l1/Chain.js';
import { type CreateFollowerParameters, createFollower } from '../../sequencer/src/l1/createFollower.js';
import { createStore, type Store } from '../../sequencer/src/store/createStore.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { createScriptedChain } from '../support/createScriptedChain.js';
import { createScriptedOperator, scriptedTerms, storeBatch } from '../support/createScriptedOperator.js';
import { testCipher } from '../support/testCipher.js';
import { useTestDatabase } from '../support/useTestDatabase.js';

const server = useTestDatabase();
let script: ReturnType<typeof createScriptedChain>;
let operator: ReturnType<typeof createScriptedOperator>;
let store: Store;
let changes: BaseChange[];

beforeEach(async () => {
  const pool = await server.database();
  await migrate(pool);
  store = createStore({ pool, cipher: testCipher });
  script = createScriptedChain();
  operator = createScriptedOperator(script);
  changes = [];
});

const follow = (parameters: Partial<CreateFollowerParameters> = {}) =>
  createFollower({
    chain: script.chain,
    store,
    deployedAtBlock: 1n,
    confirmations: 1,
    logChunkBlocks: 2000,
    onChange: (change) => changes.push(change),
    askAgainAfterMs: [0],
    readAgainAfterMs: [],
    ...parameters,
  });

/** Discloses the terms of an account, as its parties do over HTTP. */
async function disclose(serial: number): Promise<void> {
  const terms = scriptedTerms(operator.indexAt(serial) ?? 0);
  await store.transaction(async ({ opens, l1 }) => {
    await opens.disclose(serial, terms);
    const open = await opens.get(serial);
    if (open) await l1.disclose(open, terms);
  });
}

/** Whether the store is what the chain's events say, worked out apart. */
async function expectReplayed(): Promise<void> {
  const replay = await operator.replay();
  expect(await new AccountTree(store.nodes).root()).toBe(replay.root);
  expect(await store.l1.base()).toMatchObject({
    root: script.state.root,
    batchId: script.state.batchId,
    firstQueued: script.state.firstQueued,
    nextSerial: script.state.nextSerial,
  });
  for (let serial = 1; serial < script.state.nextSerial; serial++) {
    const open = await store.opens.get(serial);
    const isIn = serial < script.state.firstQueued;
    expect(open?.status).toBe(isIn ? 'taken' : 'queued');
    const expected = open?.disclosed && isIn ? await replay.accounts.get(serial) : undefined;
    expect(await store.accounts.get(serial), `account ${serial}`).toEqual(expected);
  }
}

/** Operator, provider and two allowances, opened and disclosed. */
async function populate(follower: ReturnType<typeof follow>): Promise<void> {
  for (let i = 0; i < 4; i++) operator.open();
  await follower.sync();
  for (let serial = 1; serial <= 4; serial++) await disclose(serial);
}

test('default: own batches become final with their tree and accounts, those of others too', async () => {
  const follower = follow();
  await populate(follower);
  const first = await operator.execute({ opens: 2 });
  const second = await operator.execute({ opens: 2, after: [first] });
  const id = await storeBatch(store, first);
  script.submitForeign(first.data);
  script.submitForeign(second.data);
  await follower.sync();
  expect(await store.batches.get(id)).toMatchObject({ status: 'final', gasUsed: undefined });
  expect(changes.at(-1)).toMatchObject({ final: [{ id }], foreign: { added: 1, removed: 0 }, discarded: [] });
  const settling = await operator.execute({ settle: { 3: 100n } });
  const settlingId = await storeBatch(store, settling, { proved: false });
  script.submitForeign(settling.data);
  await follower.sync();
  await expectReplayed();
  expect((await store.accounts.get(3))?.balance).toBe(800n);
  expect((await store.batches.get(settlingId))?.status).toBe('final');
});

test('behavior: a batch that the chain has before it is proved here leaves no inputs and no proof to verify', async () => {
  const follower = follow();
  await populate(follower);
  const opening = await operator.execute({ opens: 2 });
  const id = await storeBatch(store, opening, { proved: false });
  await store.witnesses.add(id, crypto.randomUUID(), opening);
  await store.proofs.deliver({ batchId: id, proof: '0x01', witnessMs: 1, proveMs: 1, prover: 'late' });
  script.submitForeign(opening.data);
  await follower.sync();
  expect((await store.batches.get(id))?.status).toBe('final');
  expect([await store.witnesses.get(id), await store.proofs.has(id)]).toEqual([undefined, false]);
  // Nothing is left to prove or send it with.
  script.reorg(1);
  await follower.sync();
  expect((await store.batches.get(id))?.status).toBe('discarded');
});

test('behavior: an account that a foreign batch touched is known as soon as its terms are', async () => {
  const follower = follow();
  for (let i = 0; i < 4; i++) operator.open();
  for (let i = 0; i < 2; i++) script.submitForeign((await operator.execute({ opens: 2 })).data);
  script.submitForeign((await operator.execute({ settle: { 3: 50n, 4: 10n } })).data);
  await follower.sync();
  expect(await store.accounts.get(3)).toBeUndefined();
  await expectReplayed();
  const context = { store, domain: 77n, chainTime: script.time, findOpen: store.opens.get };
  await registerAccount(context, operator.opening(3));
  expect((await store.accounts.get(3))?.balance).toBe(900n);
  await expectReplayed();
});

test('behavior: what one answer of a node tells is taken in its order, a refund before its batch, own batches and others', async () => {
  const follower = follow({ singleBlocks: 0 });
  await populate(follower);
  const first = await operator.execute({ opens: 2 });
  const id = await storeBatch(store, first);
  const rival = await storeBatch(store, await operator.execute({ opens: 1, after: [first] }));
  script.submitForeign(first.data);
  script.refund(4);
  script.submitForeign((await operator.execute({ opens: 2 })).data);
  operator.open();
  script.submitForeign((await operator.execute({ opens: 1, settle: { 3: 50n } })).data);
  script.submitForeign((await operator.execute({ settle: { 3: 70n } })).data);
  const from = script.ranges.length;
  await follower.sync();
  expect(script.ranges.length - from).toBe(1);
  await expectReplayed();
  expect(await store.opens.get(4)).toMatchObject({ status: 'taken', refunded: true, amount: 0n });
  expect((await store.batches.get(id))?.status).toBe('final');
  expect((await store.batches.get(rival))?.status).toBe('discarded');
  expect(changes.at(-1)).toMatchObject({ final: [{ id }], discarded: [rival], foreign: { added: 3 } });
});

test('behavior: an open that is refunded in the same answer as its batch comes without its money', async () => {
  for (let i = 0; i < 3; i++) operator.open();
  script.refund(3);
  const queued = script.events().flatMap((event) => (event.type === 'opened' ? [event] : []));
  // By hand, since an operator's batch publishes cover that replaces fresh leaves at once.
  const { nodes, root: oldRoot } = await operator.replay();
  const leaves = queued.map(({ serial, owner, terms }): [number, bigint] => {
    const state = { balance: 0n, counters: ZERO_UNITS, nonce: 0, blinding: 0n };
    return [serial, leafOf({ serial, owner, terms, ...state })];
  });
  script.submitForeign({
    ...{ oldRoot, newRoot: await updateLeaves(nodes, new Map(leaves)), now: script.time(), salt: 5n },
    opens: queued.map(({ owner, terms }) => ({ ownerX: owner.x, ownerY: owner.y, terms, amount: 0n })),
    ...{ serials: [], leaves: [], maskedWords: [], withdrawals: [] },
  });
  await follow({ singleBlocks: 0 }).sync();
  expect(await store.l1.base()).toMatchObject({ root: script.state.root, firstQueued: 4 });
});

test('behavior: how often the database is asked grows with neither opens nor batches', async () => {
  const follower = follow({ singleBlocks: 0 });
  await populate(follower);
  for (let i = 0; i < 2; i++) script.submitForeign((await operator.execute({ opens: 2 })).data);
  const query = vi.spyOn(pg.Client.prototype, 'query');
  const asked: number[] = [];
  for (const count of [1, 12]) {
    const units = BigInt(count);
    for (let i = 1n; i <= units; i++) {
      operator.open();
      script.submitForeign((await operator.execute({ opens: 1, settle: { 3: 10n * units + i } })).data);
    }
    query.mockClear();
    await follower.sync();
    asked.push(query.mock.calls.length);
  }
  query.mockRestore();
  expect(asked[1]).toBe(asked[0]);
  await expectReplayed();
});

test('behavior: more than goes through memory at once is taken part by part', { timeout: 60_000 }, async () => {
  for (let i = 0; i < 2_100; i++) operator.open();
  for (let i = 0; i < 2; i++) script.submitForeign((await operator.execute({ opens: 2 })).data);
  await follow({ singleBlocks: 0, logChunkBlocks: 10_000 }).sync();
  const { root, batchId, firstQueued, nextSerial } = script.state;
  expect(await store.l1.base()).toMatchObject({ root, batchId, firstQueued, nextSerial });
  expect(nextSerial).toBe(2_101);
  expect(await new AccountTree(store.nodes).root()).toBe(root);
});

test('behavior: a live batch that a foreign one overtook is discarded, and all after it', async () => {
  const follower = follow();
  await populate(follower);
  const own = await operator.execute({ opens: 2 });
  const above = await operator.execute({ opens: 2, after: [own] });
  const ids = [await storeBatch(store, own), await storeBatch(store, above)];
  script.submitForeign((await operator.execute({ opens: 1 })).data);
  await follower.sync();
  expect(changes.at(-1)).toMatchObject({ discarded: ids, foreign: { added: 1, removed: 0 } });
  expect(await store.batches.live()).toEqual([]);
  expect((await store.batches.get(ids[0] ?? 0))?.error?.code).toBe('sequencer/stale-batch');
  await expectReplayed();
});

test('behavior: a batch with an open that was refunded or vanished is discarded', async () => {
  const follower = follow();
  await populate(follower);
  script.submitForeign((await operator.execute({ opens: 2 })).data);
  await follower.sync();
  const id = await storeBatch(store, await operator.execute({ opens: 2 }));
  script.refund(4);
  await follower.sync();
  expect(changes.at(-1)?.discarded).toEqual([id]);
  expect((await store.batches.get(id))?.error?.facts).toMatchObject({ field: 'opens', firstSerial: 3, openCount: 2 });
  expect(await store.opens.get(4)).toMatchObject({ amount: 0n, refunded: true });
  const again = await storeBatch(store, await operator.execute({ opens: 2 }));
  script.reorg(4);
  await follower.sync();
  expect(changes.at(-1)?.discarded).toEqual([again]);
  await expectReplayed();
});

test('behavior: a reorg undoes opens, refunds and batches, and brings own batches back to life with their proofs', async () => {
  const follower = follow();
  await populate(follower);
  const first = await operator.execute({ opens: 2 });
  const second = await operator.execute({ opens: 2, after: [first] });
  const ids = [await storeBatch(store, first), await storeBatch(store, second)];
  script.submitForeign(first.data);
  script.refund(4);
  await follower.sync();
  expect((await store.batches.get(ids[0] ?? 0))?.status).toBe('final');
  // The refund makes the second one impossible.
  expect((await store.batches.get(ids[1] ?? 0))?.status).toBe('discarded');
  script.reorg(2);
  await follower.sync();
  expect(changes.at(-1)).toMatchObject({ reinstated: [ids[0]], reorgDepth: 2 });
  expect(await store.batches.get(ids[0] ?? 0)).toMatchObject({ status: 'sent', proofBytes: 1 });
  expect(await store.opens.get(4)).toMatchObject({ amount: 1_000n, refunded: false, status: 'queued' });
  await expectReplayed();
  script.submitForeign(first.data);
  script.submitForeign(second.data);
  await follower.sync();
  expect(changes.at(-1)?.final.map(({ id }) => id)).toEqual(ids);
  await expectReplayed();
});

test.each([1, 2, 3, 5, 8, 13, 21, 34, 55, 64])('behavior: a reorg of depth %i', async (depth) => {
  const follower = follow();
  await populate(follower);
  script.submitForeign((await operator.execute({ opens: 2 })).data);
  for (let i = 0; i < depth - 2; i++) script.pass(1);
  await follower.sync();
  script.submitForeign((await operator.execute({ opens: 2 })).data);
  operator.open();
  await follower.sync();
  await expectReplayed();
  const before = script.height();
  script.reorg(depth);
  await follower.sync();
  expect(follower.followed()).toBe(before + 1n);
  expect(changes.at(-1)?.reorgDepth).toBe(Number(before) < depth ? Number(before) : depth);
  await expectReplayed();
});

test('behavior: terms that were disclosed hold again when a reorg moves the open to another serial', async () => {
  const follower = follow();
  await populate(follower);
  script.reorg(2, { blocks: 0 });
  const other = operator.open();
  script.open({ owner: publicKeyOf(1_003n), terms: scriptedTerms(3), amount: 1_000n });
  script.open({ owner: publicKeyOf(1_002n), terms: scriptedTerms(2), amount: 1_000n });
  await follower.sync();
  expect(other).toBe(3);
  expect((await store.opens.get(3))?.disclosed).toBeUndefined();
  expect((await store.opens.get(4))?.disclosed).toEqual(scriptedTerms(3));
  expect((await store.opens.get(5))?.disclosed).toEqual(scriptedTerms(2));
  // Whoever copies the hash of somebody's terms gets nothing: the owner is another.
  script.open({ owner: publicKeyOf(666n), terms: scriptedTerms(2), amount: 0n });
  await follower.sync();
  expect(await store.opens.get(6)).toMatchObject({ terms: hashTerms(scriptedTerms(2)), disclosed: undefined });
});

test('behavior: a reorg deeper than what is kept reads everything again', async () => {
  const follower = follow({ reorgWindowBlocks: 8, singleBlocks: 4 });
  await populate(follower);
  script.submitForeign((await operator.execute({ opens: 2 })).data);
  script.submitForeign((await operator.execute({ opens: 2 })).data);
  await follower.sync();
  for (let i = 0; i < 150; i++) script.pass(1);
  await follower.sync();
  const { rows } = await store.db.query<{ first: string }>('select min(number) as first from l1_blocks');
  expect(Number(rows[0]?.first)).toBeGreaterThan(100);
  script.reorg(151);
  await follower.sync();
  await expectReplayed();
  expect(await store.l1.base()).toMatchObject({ batchId: 1 });
});

test('behavior: only confirmed blocks count', async () => {
  const follower = follow({ confirmations: 3 });
  operator.open();
  script.pass(1);
  await follower.sync();
  expect(await store.opens.get(1)).toBeUndefined();
  script.pass(1);
  await follower.sync();
  expect((await store.opens.get(1))?.block).toBe(1n);
  expect(follower.head()).toEqual({ number: 3n, time: script.time() });
});

test('behavior: old blocks are asked for in chunks, the latest one by one, from where the last process stopped', async () => {
  for (let i = 0; i < 8; i++) operator.open();
  for (let i = 0; i < 4; i++) script.pass(1);
  await follow({ logChunkBlocks: 3, singleBlocks: 4 }).sync();
  expect(script.ranges.map(([from, to]) => Number(to - from) + 1)).toEqual([3, 3, 2]);
  const next = follow({ logChunkBlocks: 3, singleBlocks: 0 });
  operator.open();
  await next.sync();
  expect(script.ranges.at(-1)).toEqual([13n, 13n]);
  expect(await store.opens.waiting()).toMatchObject({ count: 9 });
});

test('behavior: chunks shrink to what a node gives, and grow again', async () => {
  for (let i = 0; i < 40; i++) script.pass(1);
  script.limitRange(3);
  await follow({ logChunkBlocks: 16, singleBlocks: 20 }).sync();
  expect(Math.max(...script.ranges.map(([from, to]) => Number(to - from) + 1))).toBe(2);
  script.limitRange(1000);
  script.ranges.length = 0;
  for (let i = 0; i < 80; i++) script.pass(1);
  await follow({ logChunkBlocks: 16, singleBlocks: 0 }).sync();
  expect(script.ranges.map(([from, to]) => Number(to - from) + 1)).toContain(16);
});

test('behavior: a node that is behind changes nothing', async () => {
  const follower = follow();
  await populate(follower);
  script.submitForeign((await operator.execute({ opens: 2 })).data);
  await follower.sync();
  const told = changes.length;
  script.behind(3);
  await follower.sync();
  expect(follower.followed()).toBe(script.height());
  expect((await store.l1.base()).batchId).toBe(1);
  script.behind(0);
  operator.open();
  await follower.sync();
  expect(changes).toHaveLength(told);
  await expectReplayed();
});

test('behavior: a chain that stays shorter is believed after a while', async () => {
  let nowMs = 0;
  const follower = follow({ nowMs: () => nowMs, behindGraceMs: 1000 });
  await populate(follower);
  script.reorg(2, { blocks: 0 });
  await follower.sync();
  expect(follower.followed()).toBe(4n);
  nowMs = 1000;
  await follower.sync();
  expect(follower.followed()).toBe(2n);
  expect(changes.at(-1)?.reorgDepth).toBe(2);
  await expectReplayed();
});

/** A chain whose answers lack a block's events, so many times. */
function forgetful(lacking: { block: bigint; times: number }): Chain {
  const lacks = (from: bigint, to = from) =>
    from <= lacking.block && to >= lacking.block && lacking.times > 0 && lacking.times-- > 0;
  return {
    ...script.chain,
    events: async (from, to) => {
      const events = await script.chain.events(from, to);
      return lacks(from, to) ? events.filter(({ block }) => block !== lacking.block) : events;
    },
    eventsOf: async (block) => (lacks(block.number) ? [] : script.chain.eventsOf(block)),
  };
}

const inconsistent = (field: string) => ({ code: 'sequencer/chain-inconsistent', facts: { field } });

test('behavior: events that a node keeps back are noticed and read again', async () => {
  const contradictions: unknown[] = [];
  const chain = forgetful({ block: 5n, times: 2 });
  const follower = follow({ chain, onContradiction: (error) => contradictions.push(error) });
  await populate(follower);
  script.submitForeign((await operator.execute({ opens: 2 })).data);
  await follower.sync();
  expect(contradictions).toMatchObject([inconsistent('batchId'), inconsistent('batchId')]);
  // What was compared before is believed.
  expect(changes.at(-1)?.reorgDepth).toBe(2);
  await expectReplayed();
});

test.each([
  ['block', { singleBlocks: 64 }],
  ['stretch', { singleBlocks: 0, logChunkBlocks: 1 }],
])('behavior: events of a %s that a node keeps back are noticed at the next event', async (_, parameters) => {
  const contradictions: unknown[] = [];
  const chain = forgetful({ block: 5n, times: 1 });
  const follower = follow({ chain, onContradiction: (error) => contradictions.push(error), ...parameters });
  await populate(follower);
  operator.open();
  operator.open();
  await follower.sync();
  expect(contradictions).toMatchObject([inconsistent('serial')]);
  expect(changes.at(-1)?.reorgDepth).toBe(1);
  await expectReplayed();
});

test('behavior: a node that answers from another block while it mines is asked again, and nothing is undone', async () => {
  let wrongAnswers = 4;
  const state: Chain['state'] = async (block) => {
    const answer = await script.chain.state(block);
    return wrongAnswers-- > 0 ? { ...answer, batchId: answer.batchId + 1 } : answer;
  };
  const follower = follow({ chain: { ...script.chain, state }, askAgainAfterMs: [0, 1, 1, 1] });
  await populate(follower);
  expect(wrongAnswers).toBeLessThan(0);
  expect(changes.every(({ reorgDepth }) => reorgDepth === 0)).toBe(true);
  await expectReplayed();
});

test('behavior: events that a process missed that was killed before it could compare are read again at the next start', async () => {
  await populate(follow());
  operator.open();
  const state = () => Promise.reject(new Error('killed'));
  await expect(follow({ chain: { ...forgetful({ block: 5n, times: 1 }), state } }).sync()).rejects.toThrow('killed');
  operator.open();
  await follow().sync();
  expect(changes.at(-1)?.reorgDepth).toBe(1);
  await expectReplayed();
});

test('behavior: after a reorg, what comes after it is compared anew, also by another process', async () => {
  await populate(follow());
  script.reorg(2, { blocks: 0 });
  for (let i = 0; i < 2; i++) operator.open();
  const state = () => Promise.reject(new Error('killed'));
  await expect(follow({ chain: { ...forgetful({ block: 4n, times: 1 }), state } }).sync()).rejects.toThrow('killed');
  operator.open();
  const contradictions: unknown[] = [];
  await follow({ onContradiction: (error) => contradictions.push(error) }).sync();
  expect(contradictions).toHaveLength(1);
  expect(changes.at(-1)?.reorgDepth).toBe(2);
  await expectReplayed();
});

test('behavior: where the database does not say what was compared, everything is read again from the third contradiction on', async () => {
  for (let i = 0; i < 4; i++) operator.open();
  const state = () => Promise.reject(new Error('killed'));
  await expect(follow({ chain: { ...forgetful({ block: 4n, times: 1 }), state } }).sync()).rejects.toThrow('killed');
  operator.open();
  const contradictions: unknown[] = [];
  await follow({ onContradiction: (error) => contradictions.push(error) }).sync();
  expect(contradictions).toMatchObject([inconsistent('serial'), inconsistent('serial'), inconsistent('serial')]);
  await expectReplayed();
});

test('error: a node that keeps events back for good: everything is read again once, then not for a while', async () => {
  let nowMs = 0;
  const lacking = { block: 5n, times: Number.POSITIVE_INFINITY };
  let firstBlock = 0;
  const chain = forgetful(lacking);
  const eventsOf: Chain['eventsOf'] = async (block) => {
    if (block.number === 1n) firstBlock++;
    return chain.eventsOf(block);
  };
  const follower = follow({ chain: { ...chain, eventsOf }, nowMs: () => nowMs });
  await populate(follower);
  const id = await storeBatch(store, await operator.execute({ opens: 2 }));
  script.submitForeign((await store.batches.content(id)).data);
  operator.open();
  firstBlock = 0;
  for (let i = 0; i < 5; i++) await expect(follower.sync()).rejects.toMatchObject(inconsistent('batchId'));
  expect(firstBlock).toBe(1);
  nowMs = 10_000;
  await expect(follower.sync()).rejects.toMatchObject(inconsistent('batchId'));
  expect(firstBlock).toBe(2);
  lacking.times = 0;
  nowMs = 20_000;
  await follower.sync();
  expect(firstBlock).toBe(3);
  expect(await store.batches.get(id)).toMatchObject({ status: 'final', proofBytes: 1 });
  await expectReplayed();
});

test('behavior: everything is read again where an operator has taken the blocks away', async () => {
  const follower = follow();
  await populate(follower);
  const id = await storeBatch(store, await operator.execute({ opens: 2 }));
  script.submitForeign((await store.batches.content(id)).data);
  await follower.sync();
  await store.db.query('delete from l1_blocks');
  await follow().sync();
  await expectReplayed();
  expect((await store.batches.get(id))?.status).toBe('final');
});

test('error: a node that does not answer', async () => {
  const follower = follow();
  operator.open();
  script.unreachable(true);
  await expect(follower.sync()).rejects.toThrow('HTTP request failed');
  script.unreachable(false);
  await follower.sync();
  await expectReplayed();
});
