import { beforeAll, expect, test } from 'vitest';
import { createSyntheticRollup, type SyntheticUpdate } from '../../../test-support/createSyntheticRollup.js';
import { seededRandom } from '../../../test-support/seededRandom.js';
import { leafOf, openedAccount, refreshed } from '../../core/account/leaf.js';
import type { Terms } from '../../core/account/terms.js';
import { hashTerms } from '../../core/account/terms.js';
import { FIELD_MODULUS } from '../../core/field.js';
import { loadCrypto } from '../../core/hash/crypto.js';
import type { ProgressEvent } from '../../core/progress/ProgressEvent.js';
import { publicKeyOf } from '../../core/signature.js';
import { AccountTree } from '../../core/tree/AccountTree.js';
import { createMemoryNodeStore } from '../../core/tree/nodeStores.js';
import { emptyNodes, rootOfPath } from '../../core/tree/nodes.js';
import { ZERO_UNITS } from '../../core/units.js';
import { rebuildTree } from './rebuildTree.js';
import { recoverAccount } from './recoverAccount.js';

const rollup = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const deployment = { rollup, deployedAtBlock: 1n } as const;
const PROVIDER = 2;

beforeAll(loadCrypto);

/**
 * A rollup with batches whose leaves are random, but for serial 2, an earning account that delivers some more in each batch. The roots
 * come from the tree's own one-by-one updates, apart from how a rebuild computes them.
 */
async function createHistory({
  batches = 4,
  updatesPerBatch = 5,
  accounts = 6,
  maxLogs = 10_000,
  seed = 1,
}: {
  batches?: number;
  updatesPerBatch?: number;
  accounts?: number;
  maxLogs?: number;
  seed?: number;
} = {}) {
  const random = seededRandom(seed);
  const field = () => random() % FIELD_MODULUS;
  const chain = createSyntheticRollup({ rollup, maxLogs });
  chain.roots.push(emptyNodes()[0] ?? 0n);
  const tree = new AccountTree(createMemoryNodeStore());
  const terms: Terms = { providerSerial: 0, prices: { ...ZERO_UNITS }, expiry: 0, viewKey: field() };
  const owner = publicKeyOf(5n);
  const opened = (serial: number) =>
    serial === PROVIDER
      ? { owner, terms: hashTerms(terms), amount: 0n }
      : { owner: { x: field(), y: field() }, terms: field(), amount: BigInt(serial) };
  let account = openedAccount({ serial: PROVIDER, owner, terms, amount: 0n });
  const states = [undefined, account];
  for (let batch = 0; batch < batches; batch++) {
    const openCount = batch === 0 ? accounts : 1;
    const firstSerial = batch === 0 ? 1 : accounts + batch;
    const salt = field();
    for (let serial = firstSerial; serial < firstSerial + openCount; serial++) {
      const account = opened(serial);
      chain.open(serial, account);
      // One of the opens was refunded before a batch took it.
      if (serial === 3) chain.refund(serial, account.amount);
      const balance = serial === 3 ? 0n : account.amount;
      const fresh = { serial, ...account, balance, counters: ZERO_UNITS, nonce: 0, blinding: 0n };
      await tree.update(serial, leafOf(fresh));
    }
    const updates: SyntheticUpdate[] = Array.from({ length: updatesPerBatch }, () => ({
      serial: Number(random() % BigInt(accounts)) + 1,
      leaf: field(),
      maskedWord: field(),
    })).map((update) => (update.serial === PROVIDER ? { ...update, serial: 1 } : update));
    if (batch > 0) {
      // Twice in one batch, so that the later slot has to win.
      for (const slot of [1, updatesPerBatch - 1]) {
        const counters = { ...account.counters, egressMib: account.counters.egressMib + 10n };
        const next = refreshed({ ...account, counters }, { salt, slot });
        account = next.state;
        updates[slot] = { serial: PROVIDER, leaf: next.leaf, maskedWord: next.maskedWord };
      }
      states.push(account);
    }
    for (const { serial, leaf } of updates) await tree.update(serial, leaf);
    chain.batch({ newRoot: await tree.root(), salt, firstSerial, openCount, updates });
  }
  return { ...chain, tree, terms, states, client: chain.publicClient, latest: BigInt(batches) };
}

test('default: the root is that of the latest batch, and the nodes give every path', async () => {
  const { client, tree, latest } = await createHistory();
  const events: ProgressEvent[] = [];
  const rebuilt = await rebuildTree({ client, deployment, onProgress: (event) => events.push(event) });
  expect(rebuilt).toMatchObject({ batchId: latest, root: await tree.root(), openings: [], updates: 6 + 3 + 4 * 5 });
  for (const serial of [1, 2, 3, 9, 10]) {
    expect(await new AccountTree(rebuilt.nodes).path(serial)).toEqual(await tree.path(serial));
  }
  expect(events.at(0)).toMatchObject({ step: 'rebuild', status: 'start' });
  expect(events.at(-2)).toMatchObject({ status: 'progress', fraction: 1 });
  expect(events.at(-1)).toMatchObject({ step: 'rebuild', status: 'done' });
});

test('default: openings at several batches, read with the view key', async () => {
  const { client, terms, states, roots } = await createHistory();
  const openings = [
    { serial: PROVIDER, batchId: 4n },
    { serial: PROVIDER, batchId: 0n },
    { serial: PROVIDER, batchId: 1n },
    { serial: PROVIDER, batchId: 2n },
  ];
  const rebuilt = await rebuildTree({ client, deployment, openings });
  expect(rebuilt.openings.map(({ serial, batchId }) => ({ serial, batchId }))).toEqual(openings);
  for (const opening of rebuilt.openings) {
    expect(opening.root).toBe(roots[Number(opening.batchId)]);
    expect(rootOfPath({ index: PROVIDER, ...opening })).toBe(opening.root);
    expect(recoverAccount(opening, terms)).toEqual(states[Number(opening.batchId)]);
  }
  expect(() => recoverAccount(rebuilt.openings[0] as never, { ...terms, viewKey: 1n })).toThrow(
    expect.objectContaining({ code: 'account/not-recoverable' }),
  );
});

test('behavior: stops after the batch that it is told', async () => {
  const { client, roots } = await createHistory();
  expect(await rebuildTree({ client, deployment, toBatch: 2n })).toMatchObject({ batchId: 2n, root: roots[2] });
  expect(await rebuildTree({ client, deployment, toBatch: 0n })).toMatchObject({ batchId: 0n, root: emptyNodes()[0] });
});

test('behavior: goes on from where it stopped', async () => {
  const { client, tree, latest } = await createHistory({ batches: 6 });
  const nodes = createMemoryNodeStore();
  let { checkpoint } = await rebuildTree({ client, deployment, nodes, toBatch: 2n });
  expect(checkpoint).toMatchObject({ batchId: 2n, queued: [{ serial: 8 }] });
  // As a file would carry it: nothing but data.
  checkpoint = structuredClone(checkpoint);
  const resumed = await rebuildTree({ client, deployment, nodes, resume: checkpoint });
  expect(resumed).toMatchObject({ batchId: latest, root: await tree.root(), updates: 4 * 6 });
  expect(resumed.checkpoint.queued).toEqual([]);
  await expect(
    rebuildTree({ client, deployment, nodes, resume: checkpoint }),
    'the store is further than the checkpoint',
  ).rejects.toMatchObject({ code: 'chain/root-mismatch' });
});

test('behavior: what was opened before the checkpoint is opened after it, where it was asked for then', async () => {
  const { client, terms, states } = await createHistory({ batches: 6 });
  const nodes = createMemoryNodeStore();
  const at = (batchId: bigint) => ({ client, deployment, nodes, openings: [{ serial: PROVIDER, batchId }] });
  let { checkpoint } = await rebuildTree({ ...at(2n), toBatch: 2n });
  for (const batchId of [2n, 3n, 6n]) {
    const rebuilt = await rebuildTree({ ...at(batchId), toBatch: batchId, resume: structuredClone(checkpoint) });
    expect(recoverAccount(rebuilt.openings[0] as never, terms)).toEqual(states[Number(batchId)]);
    checkpoint = rebuilt.checkpoint;
  }
});

test('error: a checkpoint of a chain that was reorganised since', async () => {
  const { client, logs } = await createHistory();
  const nodes = createMemoryNodeStore();
  const { checkpoint } = await rebuildTree({ client, deployment, nodes, toBatch: 2n });
  const gone = { code: 'chain/events-missing', facts: { field: 'resume', blockNumber: checkpoint.blockNumber } };
  const place = Number(checkpoint.blockNumber) - 1;
  const [log] = logs.splice(place, 1, { ...logs[place], blockHash: `0x${'ab'.repeat(32)}` } as never);
  expect(log?.blockHash).toBe(checkpoint.blockHash);
  await expect(rebuildTree({ client, deployment, nodes, resume: checkpoint })).rejects.toMatchObject(gone);
  // And where the chain has become shorter, too.
  logs.splice(place);
  await expect(rebuildTree({ client, deployment, nodes, resume: checkpoint, toBatch: 2n })).rejects.toMatchObject(gone);
});

test('behavior: an account that was opened before the checkpoint has to be asked for from the start', async () => {
  const { client } = await createHistory();
  const nodes = createMemoryNodeStore();
  const { checkpoint } = await rebuildTree({ client, deployment, nodes, toBatch: 2n });
  const openings = [{ serial: PROVIDER, batchId: 3n }];
  await expect(rebuildTree({ client, deployment, nodes, resume: checkpoint, openings })).rejects.toMatchObject({
    code: 'chain/events-missing',
    facts: { event: 'Opened', serial: PROVIDER },
  });
});

test.each([1, 2, 7])('behavior: an endpoint that gives %i logs at once is asked for smaller parts', async (maxLogs) => {
  const { client, tree, asked } = await createHistory({ maxLogs });
  expect(await rebuildTree({ client, deployment })).toMatchObject({ root: await tree.root() });
  expect(asked.refused).toBeGreaterThan(0);
});

test('behavior: 10,000 updates in under 60 s', { timeout: 240_000 }, async () => {
  const { client, tree } = await createHistory({ batches: 1250, updatesPerBatch: 8, accounts: 2000, maxLogs: 500 });
  const startMs = performance.now();
  const rebuilt = await rebuildTree({ client, deployment, chunkBlocks: 1000n });
  const ms = performance.now() - startMs;
  expect(rebuilt.root).toBe(await tree.root());
  expect(rebuilt.updates).toBeGreaterThanOrEqual(10_000);
  expect(ms).toBeLessThan(60_000);
});

test('error: events that give another root than the batch has', async () => {
  const history = await createHistory();
  history.batch({
    newRoot: 7n,
    salt: 1n,
    firstSerial: 10,
    openCount: 0,
    updates: [{ serial: 1, leaf: 5n, maskedWord: 0n }],
  });
  await expect(rebuildTree({ client: history.client, deployment })).rejects.toMatchObject({
    code: 'chain/root-mismatch',
    facts: { field: 'root', batchId: 5n, given: expect.any(BigInt), expected: 7n },
  });
});

test('error: events that agree among themselves, but not with the contract', async () => {
  const { client, roots } = await createHistory();
  roots[4] = 7n;
  await expect(rebuildTree({ client, deployment })).rejects.toMatchObject({
    code: 'chain/root-mismatch',
    facts: { batchId: 4n, expected: 7n },
  });
});

test.each([
  ['an open', 0],
  ['the first batch', 7],
  ['the last batch', -1],
])('error: %s is missing', async (_name, at) => {
  const { client, logs } = await createHistory();
  const index = at < 0 ? logs.length + at : at;
  const [lost] = logs.splice(index, 1);
  // A block without a log, as an endpoint that forgot it would have it.
  logs.splice(index, 0, { ...(lost as (typeof logs)[number]), topics: [`0x${'1'.repeat(64)}`] });
  await expect(rebuildTree({ client, deployment })).rejects.toMatchObject({ code: 'chain/events-missing' });
});

test('error: batches and serials that there are not', async () => {
  const { client } = await createHistory();
  await expect(rebuildTree({ client, deployment, toBatch: 5n })).rejects.toMatchObject({
    code: 'chain/unknown-batch',
    facts: { field: 'toBatch', given: 5n, expected: 'from 0 to 4' },
  });
  const ask = (serial: number, batchId: bigint) =>
    rebuildTree({ client, deployment, toBatch: 2n, openings: [{ serial, batchId }] });
  await expect(ask(PROVIDER, 3n)).rejects.toMatchObject({
    code: 'chain/unknown-batch',
    facts: { field: 'openings[0].batchId', given: 3n, expected: 'from 0 to 2' },
  });
  await expect(ask(0, 1n)).rejects.toMatchObject({ code: 'chain/unknown-account' });
});

test('error: an endpoint that refuses everything', async () => {
  const { client } = await createHistory({ maxLogs: 0 });
  await expect(rebuildTree({ client, deployment })).rejects.toMatchObject({ code: 'chain/call-failed' });
});
