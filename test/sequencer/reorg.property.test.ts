import type { ExecutedBatch } from '@tallystick/prover/batch';
import { AccountTree, emptyNodes, loadCrypto } from '@tallystick/prover/core';
import fc from 'fast-check';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerAccount } from '../../sequencer/src/intake/open/registerAccount.js';
import type { Chain } from '../../sequencer/src/l1/Chain.js';
import { createFollower, type Follower } from '../../sequencer/src/l1/createFollower.js';
import { createPublisher } from '../../sequencer/src/publisher/createPublisher.js';
import { createStore, type Store } from '../../sequencer/src/store/createStore.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { createScriptedChain } from '../support/createScriptedChain.js';
import { createScriptedOperator, scriptedShape, storeBatch } from '../support/createScriptedOperator.js';
import { startTestDatabase } from '../support/startTestDatabase.js';
import { testCipher } from '../support/testCipher.js';

let server: Awaited<ReturnType<typeof startTestDatabase>>;
/** One for the runs, one for the replays. */
let pools: [Pool, Pool];
beforeAll(async () => {
  await loadCrypto();
  server = await startTestDatabase();
  pools = [await server.database(), await server.database()];
  for (const pool of pools) await migrate(pool);
});
afterAll(() => server?.stop());

/** What happens to the chain or to the sequencer. A number picks which, how deep, or when. */
type Step =
  | ['open' | 'refund' | 'foreign' | 'batch' | 'mine' | 'pass' | 'publish' | 'sync' | 'turn' | 'disclose', number]
  | ['reorg', { depth: number; blocks: number; keepQueue: boolean; pooled: boolean }]
  | ['kill', { after: number; during: 'sync' | 'turn' }];

const number = fc.nat(1000);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('open' as const), number) },
  { weight: 5, arbitrary: fc.tuple(fc.constantFrom('batch' as const, 'publish' as const), number) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom('turn' as const, 'sync' as const), number) },
  {
    weight: 3,
    arbitrary: fc.tuple(
      fc.constantFrom('refund', 'foreign', 'mine', 'pass', 'disclose') as fc.Arbitrary<'mine'>,
      number,
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('reorg' as const),
      fc.record({
        depth: fc.integer({ min: 1, max: 12 }),
        blocks: fc.nat(14),
        keepQueue: fc.boolean(),
        pooled: fc.boolean(),
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('kill' as const),
      fc.record({ after: fc.nat(30), during: fc.constantFrom('sync' as const, 'turn' as const) }),
    ),
  },
);

/** Everything after so many calls fails, as a process that was killed does nothing more; a database transaction may be cut in the middle. */
function mortal<T extends object>(target: T, life: { calls: number }): T {
  return new Proxy(target, {
    get(object, key) {
      const value = Reflect.get(object, key) as unknown;
      if (key === 'transaction') {
        return (work: (tables: object) => Promise<unknown>) =>
          (object as Store).transaction((tables) => work(mortalTables(tables, life)));
      }
      if (typeof value !== 'function') return typeof value === 'object' && value ? mortal(value, life) : value;
      return (...args: unknown[]) => {
        if (life.calls-- <= 0) return Promise.reject(new Error('killed'));
        return value.apply(object, args);
      };
    },
  });
}

const mortalTables = <T extends object>(tables: T, life: { calls: number }): T =>
  Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, mortal(table as object, life)])) as T;

async function run(steps: readonly Step[], parameters: { confirmations: number; reorgWindowBlocks: number }) {
  const store = await emptyStore(pools[0]);
  const script = createScriptedChain();
  const operator = createScriptedOperator(script);
  const executedById = new Map<number, ExecutedBatch>();
  let nowMs = 0;
  const follow = (chain: Chain, into: Store): Follower =>
    createFollower({
      chain,
      store: into,
      deployedAtBlock: 1n,
      logChunkBlocks: 3,
      singleBlocks: 6,
      behindGraceMs: 0,
      nowMs: () => nowMs,
      onChange: () => {},
      ...parameters,
    });
  const publish = (chain: Chain, from: Store) =>
    createPublisher({
      chain,
      store: from,
      shapeIdOf: () => scriptedShape.id,
      config: { pollIntervalMs: 1, transactionTimeoutMs: 1000, maxFeePerGas: 10n ** 6n, maxPriorityFeePerGas: 100n },
      nowMs: () => nowMs,
    });
  let follower = follow(script.chain, store);
  script.fate('waiting');

  async function makeBatch(): Promise<void> {
    const live = await store.batches.live();
    const { root } = await store.l1.base();
    if (root !== script.state.root) return;
    const after = live.flatMap(({ id }) => executedById.get(id) ?? []);
    if (after.some((batch, i) => batch.oldRoot !== (after[i - 1]?.newRoot ?? root))) return;
    const inTree = script.state.firstQueued + after.reduce((sum, { data }) => sum + data.opens.length, 0) - 1;
    const waiting = script.state.nextSerial - 1 - inTree;
    // The first batch opens at least the operator's account, which every batch touches.
    if (waiting === 0 && inTree === 0) return;
    const executed = await operator.execute({ opens: Math.min(2, waiting), after });
    executedById.set(await storeBatch(store, executed), executed);
  }

  async function take([kind, value]: Step): Promise<void> {
    nowMs += 400;
    if (kind === 'open') operator.open();
    if (kind === 'mine') script.mineBlock();
    if (kind === 'pass') script.pass(1);
    if (kind === 'sync') await follower.sync();
    if (kind === 'turn') await publish(script.chain, store).turn();
    if (kind === 'batch') await makeBatch();
    if (kind === 'publish') {
      await follower.sync();
      await makeBatch();
      await publish(script.chain, store).turn();
      script.mineBlock();
    }
    if (kind === 'reorg') {
      // The operator's and the provider's opens stay: the contract's constructor makes the first of them.
      const depth = Math.min(value.depth, Number(script.height()) - 2);
      if (depth > 0) script.reorg(depth, value);
    }
    if (kind === 'refund') {
      const { firstQueued, nextSerial } = script.state;
      if (nextSerial > firstQueued) {
        try {
          script.refund(firstQueued + (value % (nextSerial - firstQueued)));
        } catch {
          // It holds no money.
        }
      }
    }
    if (kind === 'foreign') {
      const waiting = script.state.nextSerial - script.state.firstQueued;
      const opens = Math.min(waiting, value % 3);
      if (opens > 0 || script.state.firstQueued > 1) script.submitForeign((await operator.execute({ opens })).data);
    }
    if (kind === 'disclose') {
      const { nextSerial } = script.state;
      const serial = 1 + (value % nextSerial);
      const open = await store.opens.get(serial);
      const index = operator.indexAt(serial);
      if (open && index !== undefined && !open.disclosed) {
        const context = { store, domain: 77n, chainTime: script.time, findOpen: store.opens.get };
        // The chain may tell another account of this serial by now than the store knows; then it is refused.
        await registerAccount(context, operator.opening(serial)).catch(() => {});
      }
    }
    if (kind === 'kill') {
      const life = { calls: value.after };
      const [chain, dying] = [mortal(script.chain, life), mortal(store, life)];
      if (value.during === 'sync')
        await follow(chain, dying)
          .sync()
          .catch(() => {});
      else
        await publish(chain, dying)
          .turn()
          .catch(() => {});
      follower = follow(script.chain, store);
    }
  }

  for (const next of steps) await take(next);
  for (let i = 0; i < parameters.confirmations; i++) script.pass(1);
  await follower.sync();
  expect(follower.followed()).toBe(script.height() - BigInt(parameters.confirmations) + 1n);

  const replayed = await emptyStore(pools[1]);
  for (let serial = 1; serial < 100; serial++) {
    const open = await store.opens.get(serial);
    if (open?.disclosed) await replayed.l1.disclose(open, open.disclosed);
  }
  await follow(script.chain, replayed).sync();
  expect(await dump(store)).toEqual(await dump(replayed));

  // The live batches are a chain on the base, each of those on the chain of the contract is final, and no root has two.
  const base = await store.l1.base();
  const live = await store.batches.live();
  expect(live.map(({ oldRoot }) => oldRoot)).toEqual(
    [base.root, ...live.map(({ newRoot }) => newRoot)].slice(0, live.length),
  );
  const settled = script.events().flatMap((event) => (event.type === 'settled' ? [event.newRoot] : []));
  for (const [id, { newRoot }] of executedById) {
    const status = (await store.batches.get(id))?.status;
    if (settled.includes(newRoot)) expect(status, `batch ${id}`).toBe('final');
    else expect(status, `batch ${id}`).not.toBe('final');
  }
  return { settled: settled.length, reorgs: steps.filter(([kind]) => kind === 'reorg').length };
}

async function emptyStore(pool: Pool): Promise<Store> {
  const { rows } = await pool.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migrations'",
  );
  await pool.query(`truncate ${rows.map(({ name }) => name).join(', ')} cascade`);
  return createStore({ pool, cipher: testCipher });
}

/** Everything in the store that stems from the chain, without what only tells how it came there. */
async function dump(store: Store) {
  const query = async (sql: string) => (await store.db.query(sql)).rows as Record<string, unknown>[];
  const opens = await store.opens.range(0, 1000);
  const leaves = await query('select distinct on (serial) * from l1_leaves order by serial, batch_id desc');
  const nodes = await query('select key, encode(value, $$hex$$) as value from tree_nodes order by key');
  const empty = emptyNodes();
  return {
    base: await store.l1.base(),
    root: await new AccountTree(store.nodes).root(),
    opens,
    leaves,
    accounts: await Promise.all(opens.map(({ serial }) => store.accounts.get(serial))),
    batches: (await query('select * from l1_batches order by batch_id')).map(({ own: _, ...rest }) => rest),
    tip: await store.l1.tip(),
    // A node that was written and emptied again is the same as one that never was.
    nodes: nodes.filter(({ key, value }) => empty[Number(`${key}`.split(':')[0])] !== BigInt(`0x${value}`)),
  };
}

test('default: any sequence of events, reorgs and kills ends in the state of a replay from the first block', async () => {
  let settled = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 45 }),
      fc.record({ confirmations: fc.integer({ min: 1, max: 3 }), reorgWindowBlocks: fc.constantFrom(4, 512) }),
      async (steps, parameters) => {
        settled += (await run([['open', 0], ['open', 0], ['sync', 0], ...steps], parameters)).settled;
      },
    ),
    { seed: 7, numRuns: Number(process.env.TALLYSTICK_PROPERTY_RUNS ?? 25), endOnFailure: false },
  );
  // The sequences are of use only if batches get onto the chain in them.
  expect(settled).toBeGreaterThan(20);
}, 300_000);

test('behavior: reorgs of every depth from 1 to 64, one after the other, drop opens and batches and bring them back', async () => {
  const steps: Step[] = [
    ['open', 0],
    ['open', 0],
  ];
  for (let depth = 1; depth <= 64; depth++) {
    for (let i = 0; i < 3; i++) steps.push(['open', 0], ['disclose', depth]);
    steps.push(['sync', 0], ['batch', 0], ['turn', 0], ['mine', 0], ['sync', 0], ['pass', 0]);
    steps.push(['reorg', { depth, blocks: depth + 1, keepQueue: depth % 3 === 0, pooled: depth % 2 === 0 }]);
    steps.push(['sync', 0], ['turn', 0], ['mine', 0], ['sync', 0]);
  }
  const { reorgs, settled } = await run(steps, { confirmations: 1, reorgWindowBlocks: 512 });
  expect(reorgs).toBe(64);
  expect(settled).toBeGreaterThan(0);
}, 300_000);
