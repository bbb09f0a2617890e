import {
  AccountTree,
  fieldToHex,
  loadCrypto,
  publicKeyOf,
  serializeReceipt,
  serializeWithdrawal,
  signReceipt,
  signWithdrawal,
  type Terms,
  ZERO_UNITS,
} from '@tallystick/prover';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createMetrics } from '../../sequencer/src/api/createMetrics.js';
import { createPipeline, type Pipeline } from '../../sequencer/src/batcher/createPipeline.js';
import { registerAccount } from '../../sequencer/src/intake/registerAccount.js';
import { submitSettlement } from '../../sequencer/src/intake/submitSettlement.js';
import { submitWithdrawal } from '../../sequencer/src/intake/submitWithdrawal.js';
import { createFollower, type Follower } from '../../sequencer/src/l1/createFollower.js';
import type { ProvableShape } from '../../sequencer/src/proving/protocol.js';
import type { ProvingWorker } from '../../sequencer/src/proving/startWorker.js';
import { createStore, type Store } from '../../sequencer/src/store/createStore.js';
import { migrate } from '../../sequencer/src/store/migrate.js';
import { createScriptedChain } from '../support/createScriptedChain.js';
import { startTestDatabase } from '../support/startTestDatabase.js';

const domain = 77n;
const prices = { computeUnitSeconds: 2n, storageGibHours: 0n, egressMib: 0n };
const tiny: ProvableShape = {
  gates: 1,
  referenceString: 'development',
  shape: { id: 1, name: 'tiny', opens: 2, settles: 4, credits: 2, withdrawals: 1, activeDepth: 12, capDepth: 2 },
};

/** Keys of the operator, of a provider and of two consumers. */
const keys = [11n, 22n, 33n, 44n] as const;
const earning = (viewKey: bigint): Terms => ({ providerSerial: 0, prices: ZERO_UNITS, expiry: 0, viewKey });

let server: Awaited<ReturnType<typeof startTestDatabase>>;
let script: ReturnType<typeof createScriptedChain>;
let store: Store;
let follower: Follower;
let pipeline: Pipeline | undefined;
/** Errors that the next proofs end with. */
let proofs: (Error | 'hang')[];

beforeAll(async () => {
  await loadCrypto();
  server = await startTestDatabase();
});
afterAll(() => server?.stop());

const intake = () => ({ store, domain, chainTime: script.time, sync: follower.sync });

beforeEach(async () => {
  const pool = await server.database();
  await migrate(pool);
  store = createStore(pool);
  script = createScriptedChain();
  script.state.root = await new AccountTree(store.nodes).root();
  follower = createFollower({ chain: script.chain, store, deployedAtBlock: 1n, confirmations: 1, logChunkBlocks: 3 });
  proofs = [];
});
afterEach(async () => {
  await pipeline?.stop();
  pipeline = undefined;
});

async function start(): Promise<Pipeline> {
  const worker: ProvingWorker = {
    load: async () => [tiny],
    async prove({ publicInputs }) {
      const next = proofs.shift();
      if (next === 'hang') return new Promise((_, reject) => stops.push(() => reject(new Error('stopped'))));
      if (next) throw next;
      return { proof: '0x00', publicInputs, witnessMs: 1, proveMs: 1 };
    },
    pid: () => undefined,
    stop: async () => {
      for (const end of stops.splice(0)) end();
    },
  };
  const stops: (() => void)[] = [];
  const made = createPipeline({
    chain: script.chain,
    store,
    follower,
    worker,
    logger: pino({ level: 'silent' }),
    metrics: createMetrics(),
    domain,
    confirmations: 1,
    config: { batchMaxAgeMs: 0, batchMinIntervalMs: 10, transactionTimeoutMs: 100, shapes: ['tiny'] },
    nowMs: Date.now,
  });
  await made.start();
  pipeline = made;
  return made;
}

async function register(key: bigint, serial: number, terms: Terms): Promise<void> {
  const owner = publicKeyOf(key);
  await registerAccount(intake(), {
    serial,
    owner: { x: fieldToHex(owner.x), y: fieldToHex(owner.y) },
    terms: {
      providerSerial: terms.providerSerial,
      prices: Object.fromEntries(Object.entries(terms.prices).map(([name, price]) => [name, `${price}`])),
      expiry: terms.expiry,
      viewKey: fieldToHex(terms.viewKey),
    },
  });
}

/** Opens and registers operator, provider and two allowances of 1000. */
async function populate(expiry = script.time() + 1000): Promise<void> {
  const parties = [
    earning(1n),
    earning(2n),
    { providerSerial: 2, prices, expiry, viewKey: 3n },
    { providerSerial: 2, prices, expiry, viewKey: 4n },
  ];
  for (const [index, terms] of parties.entries()) {
    const key = keys[index] ?? 0n;
    const serial = script.open({ owner: publicKeyOf(key), terms, amount: index < 2 ? 0n : 1000n });
    await register(key, serial, terms);
  }
}

const settle = (index: 2 | 3, n: bigint) => {
  const units = { ...ZERO_UNITS, computeUnitSeconds: n };
  const receipt = signReceipt({ domain, serial: index + 1, units, privateKey: keys[index] });
  return submitSettlement(intake(), serializeReceipt(receipt));
};
const until = (done: () => Promise<boolean>) => expect.poll(done, { timeout: 20_000, interval: 20 }).toBe(true);
const isFinal = (id: string) => async () => (await store.settlements.get(id))?.status === 'final';
const balanceOf = async (serial: number) => (await store.accounts.get(serial))?.balance;

test('default: opens in order over several batches, then settlements, to the unit', async () => {
  await populate();
  const { id } = await settle(2, 100n);
  await start();
  await until(isFinal(id));
  expect(await balanceOf(3)).toBe(800n);
  expect(await balanceOf(2)).toBe(198n);
  expect(await balanceOf(1)).toBe(2n);
  expect(await new AccountTree(store.nodes).root()).toBe(script.state.root);
});

test('behavior: the later receipt takes the place of one that waits', async () => {
  await populate();
  const first = await settle(2, 100n);
  const second = await settle(2, 110n);
  expect((await store.settlements.get(first.id))?.status).toBe('superseded');
  await start();
  await until(isFinal(second.id));
  expect(await balanceOf(3)).toBe(780n);
});

test('behavior: an item that a batch refuses is rejected with the reason and holds nobody up', async () => {
  await populate();
  const late = await settle(2, 100n);
  script.pass(2000);
  await follower.sync();
  const order = { domain, serial: 4, nonce: 0, amount: 1000n, recipient: `0x${'11'.repeat(20)}` } as const;
  const withdrawal = signWithdrawal({ ...order, privateKey: keys[3] });
  const { id } = await submitWithdrawal(intake(), serializeWithdrawal(withdrawal));
  await start();
  await until(async () => (await store.withdrawals.get(id))?.status === 'final');
  expect(await store.settlements.get(late.id)).toMatchObject({ status: 'rejected', error: { code: 'batch/expired' } });
  expect(await balanceOf(3)).toBe(1000n);
  expect(await balanceOf(4)).toBe(0n);
});

test('behavior: a refunded open enters the tree with nothing', async () => {
  await populate();
  script.refund(4);
  await follower.sync();
  await expect(settle(3, 1n)).rejects.toMatchObject({ code: 'sequencer/open-refunded' });
  await start();
  await until(async () => (await balanceOf(4)) === 0n);
});

test('behavior: a crash of the proving process is retried with another salt', async () => {
  await populate();
  const { id } = await settle(2, 100n);
  proofs = [new Error('out of memory')];
  await start();
  await until(isFinal(id));
  const [last, ...others] = (await store.batches.list(100)).reverse();
  expect(last?.status).toBe('discarded');
  const salts = await Promise.all(
    [last, ...others].map(async (batch) => (await store.batches.content(batch?.id ?? 0)).data.salt),
  );
  expect(new Set(salts).size).toBe(salts.length);
});

test.each(['reverted', 'dropped'] as const)('behavior: a transaction that was %s is planned again', async (fate) => {
  await populate();
  const { id } = await settle(2, 100n);
  script.fate(fate);
  const made = await start();
  await until(async () => made.problem() !== undefined);
  script.fate('mined');
  await until(isFinal(id));
  expect(await balanceOf(3)).toBe(800n);
  expect(await store.batches.live()).toBeUndefined();
});

test('behavior: stopped while it proves: given up at the next start, its receipts settle then', async () => {
  await populate();
  const { id } = await settle(2, 100n);
  proofs = ['hang'];
  const made = await start();
  await until(async () => (await store.batches.live()) !== undefined);
  await made.stop();
  expect((await store.batches.live())?.status).toBe('executed');
  await start();
  await until(isFinal(id));
  expect(await balanceOf(3)).toBe(800n);
});

test('behavior: stopped with a transaction on its way that is mined meanwhile: final at the next start, not twice', async () => {
  await populate();
  const { id } = await settle(2, 100n);
  script.fate('waiting');
  const made = await start();
  await until(async () => (await store.batches.live())?.status === 'sent');
  await made.stop();
  const sent = await store.batches.live();
  script.mine(sent?.txHash ?? '0x');
  script.fate('mined');
  await start();
  await until(isFinal(id));
  expect((await store.batches.get(sent?.id ?? 0))?.status).toBe('final');
  expect(await balanceOf(3)).toBe(800n);
});

test('behavior: a batch that was given up but mined after all is taken over', async () => {
  await populate();
  const { id } = await settle(2, 100n);
  script.fate('dropped');
  const made = await start();
  await until(async () => made.problem() !== undefined);
  await made.stop();
  const [lost] = (await store.batches.list(100)).filter(({ txHash }) => txHash !== undefined);
  script.mine(lost?.txHash ?? '0x');
  script.fate('mined');
  await start();
  await until(isFinal(id));
  expect((await store.batches.get(lost?.id ?? 0))?.status).toBe('final');
  expect(await new AccountTree(store.nodes).root()).toBe(script.state.root);
});

test('error: refuses to run where nothing explains the root of the contract, and changes nothing', async () => {
  await populate();
  script.state.root = 12345n;
  await expect(start()).rejects.toMatchObject({ code: 'sequencer/root-mismatch' });
  expect(await store.batches.list(10)).toEqual([]);
});

test('behavior: the follower asks in chunks, goes on where it stopped, and takes nothing twice', async () => {
  const opened = { owner: publicKeyOf(keys[0]), terms: earning(1n), amount: 0n };
  for (let i = 0; i < 8; i++) script.open(opened);
  await follower.sync();
  const sizes = script.ranges.map(([from, to]) => Number(to - from) + 1);
  expect(sizes).toEqual([3, 3, 3]);
  const last = follower.followed();
  const next = createFollower({ chain: script.chain, store, deployedAtBlock: 1n, confirmations: 1, logChunkBlocks: 3 });
  script.open(opened);
  await next.sync();
  expect(script.ranges.at(-1)?.[0]).toBe(last + 1n);
  expect(await store.opens.waiting()).toMatchObject({ count: 9 });
});
