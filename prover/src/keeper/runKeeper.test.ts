import { Registry } from 'prom-client';
import { createPublicClient, createTestClient, type Hash, http } from 'viem';
import { foundry } from 'viem/chains';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anvilAccount, type CliWorld, createCliWorld } from '../../test-support/createCliWorld.js';
import { readEpochTimes } from '../chain/stake/committeeOf.js';
import { postRoot } from '../chain/stake/postRoot.js';
import { registerWatcher } from '../chain/stake/registerWatcher.js';
import type { KeeperEntry, KeeperJournal } from './journal.js';
import { createMemoryKeeperJournal } from './journal.js';
import { type KeeperEvent, type RunKeeperParameters, runKeeper } from './runKeeper.js';

const SLOT_SECONDS = 15;
const EPOCH_SECONDS = 96 * SLOT_SECONDS;
const shape = { id: 9, name: 'double', opens: 3, settles: 2, credits: 2, withdrawals: 1, activeDepth: 10, capDepth: 2 };
const keeper = anvilAccount(1);
/** Anvil's accounts 2 to 6 watch; the last of them never posts. */
const watchers = [2, 3, 4, 5, 6];

let world: CliWorld;
let testClient: ReturnType<typeof createTestClient>;
beforeAll(async () => {
  world = await createCliWorld({ shape, slotSeconds: SLOT_SECONDS });
  testClient = createTestClient({ mode: 'anvil', chain: foundry, transport: http(world.rpcUrl) });
  const { publicClient, writer, courts } = world;
  for (const index of watchers) {
    const registration = {
      endpoint: 'https://watcher.example',
      stake: 10n ** 13n,
      stakeRegistry: courts.stakeRegistry,
    };
    await registerWatcher({ publicClient, walletClient: writer(index), ...registration });
  }
});
afterAll(() => world?.stop());

/** Runs a keeper for one look, unless told otherwise, and answers what it told. */
async function keep(overrides: Partial<RunKeeperParameters> = {}) {
  const events: KeeperEvent[] = [];
  const totals = await runKeeper({
    publicClient: world.publicClient,
    walletClient: world.writer(1),
    contracts: world.courts,
    journal: createMemoryKeeperJournal(),
    once: true,
    timeoutMs: 60_000,
    pause: async () => {},
    onEvent: (event) => events.push(event),
    ...overrides,
  });
  const tasks = events.flatMap((event) => (event.event === 'task' ? [[event.key, event.entry.state]] : []));
  return { totals, events, tasks };
}

/** The transactions that wait to be mined. */
async function pool(): Promise<Hash[]> {
  const { transactions } = await world.publicClient.getBlock({ blockTag: 'pending' });
  return transactions;
}

const nonce = () => world.publicClient.getTransactionCount({ address: keeper.address });
const startOf = (epoch: number) => world.courts.genesis + epoch * EPOCH_SECONDS;

/** Lets an epoch pass in which the first four watchers post and the last doesn't, up to the end of the posting. */
async function passEpoch(epoch: number): Promise<void> {
  await world.moveTo(startOf(epoch - 1));
  expect((await keep()).tasks).toContainEqual([`draw-seed:${epoch}`, 'done']);
  await world.moveTo(startOf(epoch + 1));
  for (const index of watchers.slice(0, 4)) {
    const { publicClient, writer, courts } = world;
    await postRoot({ publicClient, walletClient: writer(index), uptimeCourt: courts.uptimeCourt, epoch, root: 7n });
  }
  const { publicClient, courts } = world;
  await world.moveTo((await readEpochTimes({ publicClient, uptimeCourt: courts.uptimeCourt, epoch })).postUntil);
}

const ABSENT = /^slash-absent:2:4$/;

describe('runKeeper', () => {
  test('behavior: nothing is due before there is an epoch to judge or to draw for', async () => {
    // The watchers registered in epoch 0, so epoch 1 has none.
    const { totals, tasks } = await keep();
    expect(tasks).toEqual([]);
    expect(totals).toEqual({ looks: 1, done: 0, obsolete: 0, failed: 0, errors: 0 });
  });

  test('default: what is due is done once, and the wallet pays for no second transaction', async () => {
    await passEpoch(2);
    // The present epoch is 3, so the next seed is due, too.
    const before = await nonce();
    const metrics = new Registry();
    const first = await keep({ metrics });
    expect(first.tasks).toEqual([
      ['draw-seed:4', 'done'],
      [expect.stringMatching(ABSENT), 'done'],
    ]);
    expect((await keep({ metrics })).tasks).toEqual([]);
    expect(await nonce()).toBe(before + 2);
    const text = await metrics.metrics();
    const label = `keeper="${keeper.address}"`;
    expect(text).toContain(`tallystick_keeper_looks_total{${label}} 2\n`);
    expect(text).toContain(`tallystick_keeper_due_tasks{${label}} 0\n`);
    expect(text).toContain(`tallystick_keeper_tasks_total{${label},kind="slash-absent",state="done"} 1\n`);
    expect(text).toContain(`tallystick_keeper_tasks_total{${label},kind="strike",state="done"} 0\n`);
    expect(text).toContain(`tallystick_keeper_errors_total{${label}} 0\n`);
    expect(text).toMatch(/tallystick_keeper_chain_timestamp_seconds\{\S+ 1\d{9}\n/);
  });

  test('behavior: killed after writing down and before sending, it sends the same transaction', async () => {
    await world.moveTo(startOf(4));
    const journal = createMemoryKeeperJournal();
    const killed: KeeperJournal = {
      ...journal,
      put: async (key, entry) => {
        await journal.put(key, entry);
        if (entry.state === 'sent') throw new Error('killed');
      },
    };
    const before = await nonce();
    await expect(keep({ journal: killed })).rejects.toThrow('killed');
    expect(await nonce()).toBe(before);
    const [[key, entry] = ['', undefined]] = await journal.unfinished();
    expect(key).toBe('draw-seed:5');
    const { tasks } = await keep({ journal });
    expect(tasks[0]).toEqual(['draw-seed:5', 'done']);
    expect(await nonce()).toBeGreaterThan(before);
    expect((await journal.get('draw-seed:5'))?.transactionHash).toBe(entry?.transactionHash);
    expect(await journal.unfinished()).toEqual([]);
  });

  test('behavior: killed after sending, it finds its transaction on the chain', async () => {
    await world.moveTo(startOf(5));
    const journal = createMemoryKeeperJournal();
    let sent: KeeperEntry | undefined;
    const spy: KeeperJournal = {
      ...journal,
      put: async (key, entry) => {
        if (key === 'draw-seed:6' && entry.state === 'sent') sent = entry;
        await journal.put(key, entry);
      },
    };
    await keep({ journal: spy });
    const before = await nonce();
    if (sent === undefined) throw new Error('nothing was sent');
    // As if the process had ended before it wrote down that the transaction was mined.
    await journal.put('draw-seed:6', sent);
    const { tasks } = await keep({ journal });
    expect(tasks).toEqual([['draw-seed:6', 'done']]);
    expect(await nonce()).toBe(before);
  });

  test('behavior: what is not mined in time stays written down, and is not sent under a second nonce', async () => {
    await world.moveTo(startOf(6));
    const journal = createMemoryKeeperJournal();
    await testClient.setAutomine(false);
    const pending = () => world.publicClient.getTransactionCount({ address: keeper.address, blockTag: 'pending' });
    const before = await pending();
    const first = await keep({ journal, timeoutMs: 300 });
    expect(first.tasks).toContainEqual(['draw-seed:7', 'sent']);
    // Nobody posted a root of epoch 4, so there are slashes beside.
    expect(first.tasks).toHaveLength(6);
    const second = await keep({ journal, timeoutMs: 300 });
    expect(second.tasks.sort()).toEqual(first.tasks.sort());
    expect(await pending()).toBe(before + 6);
    await testClient.mine({ blocks: 1 });
    await testClient.setAutomine(true);
    const third = await keep({ journal });
    expect(third.tasks.sort()).toEqual(first.tasks.map(([key]) => [key, 'done']));
    expect(await pending()).toBe(before + 6);
  });

  test('behavior: what is stuck is replaced by the same with higher fees, and either of them is done, also after a crash', async () => {
    await world.moveTo(startOf(8));
    const journal = createMemoryKeeperJournal();
    const written: KeeperEntry[] = [];
    const spy: KeeperJournal = {
      ...journal,
      put: async (key, entry) => {
        if (key === 'draw-seed:9') written.push(entry);
        await journal.put(key, entry);
      },
    };
    const before = await nonce();
    await testClient.setAutomine(false);
    await keep({ journal: spy, timeoutMs: 600, replaceAfterMs: 100 });
    const [first, second] = written;
    expect(second?.replaced).toEqual([first?.transactionHash]);
    // A node that knows the first one alone mines it, while the keeper is down.
    for (const hash of await pool()) await testClient.dropTransaction({ hash });
    await world.publicClient.sendRawTransaction({ serializedTransaction: first?.raw ?? '0x' });
    await testClient.mine({ blocks: 1 });
    await testClient.setAutomine(true);
    const { tasks } = await keep({ journal });
    expect(tasks[0]).toEqual(['draw-seed:9', 'done']);
    expect((await journal.get('draw-seed:9'))?.transactionHash).toBe(first?.transactionHash);
    const mined = await world.publicClient.getTransaction({ hash: first?.transactionHash ?? '0x' });
    expect(mined.nonce).toBe(before);
  });

  test('behavior: a seed that a reorganisation took back is drawn again', async () => {
    await world.moveTo(startOf(9));
    const ended = new AbortController();
    const id = await testClient.snapshot();
    const drawn: string[] = [];
    await keep({
      once: false,
      signal: ended.signal,
      onEvent: (event) => {
        if (event.event === 'task' && event.key === 'draw-seed:10') drawn.push(event.entry.state);
      },
      pause: async () => {
        if (drawn.length === 1) await testClient.revert({ id });
        else ended.abort();
      },
    });
    expect(drawn).toEqual(['done', 'done']);
  });

  test('behavior: what cannot be looked for does not keep the rest from being done, and is told', async () => {
    await world.moveTo(startOf(10));
    const publicClient = {
      ...world.publicClient,
      getLogs: async () => {
        throw new Error('this endpoint has no logs');
      },
    } as typeof world.publicClient;
    const before = await nonce();
    await expect(keep({ publicClient })).rejects.toThrow('this endpoint has no logs');
    expect(await nonce()).toBeGreaterThan(before);
    expect((await keep()).tasks).toEqual([]);
  });

  test('behavior: its signal ends the waiting for what is not mined', async () => {
    await world.moveTo(startOf(11));
    await testClient.setAutomine(false);
    const ended = new AbortController();
    const journal = createMemoryKeeperJournal();
    const { tasks } = await keep({
      journal,
      signal: ended.signal,
      timeoutMs: 50_000,
      onEvent: (event) => event.event === 'looked' && ended.abort(),
    }).finally(async () => {
      await testClient.mine({ blocks: 1 });
      await testClient.setAutomine(true);
    });
    expect(tasks).toEqual([]);
    expect(await journal.unfinished()).toContainEqual(['draw-seed:12', expect.objectContaining({ state: 'sent' })]);
  });

  test('behavior: whoever is second finds the task obsolete', async () => {
    await world.moveTo(startOf(12));
    // Another keeper does everything between this one's look at the seeds and its turn.
    const slow = {
      ...world.publicClient,
      simulateContract: async (call: never) => {
        await keep({ walletClient: world.writer(8) });
        return world.publicClient.simulateContract(call);
      },
    } as typeof world.publicClient;
    const { tasks, events, totals } = await keep({ publicClient: slow });
    expect(tasks).toEqual([['draw-seed:13', 'obsolete']]);
    expect(totals).toMatchObject({ done: 0, obsolete: 1, errors: 0 });
    const told = events.find((event) => event.event === 'task');
    expect(told).toMatchObject({ entry: { reason: 'SeedAlreadyDrawn' } });
  });

  test('behavior: it goes on until its signal, at its own pace', async () => {
    const ended = new AbortController();
    const pauses: number[] = [];
    const { totals } = await keep({
      once: false,
      intervalMs: 1234,
      signal: ended.signal,
      pause: async (ms) => {
        if (pauses.push(ms) === 3) ended.abort();
      },
    });
    expect(pauses).toEqual([1234, 1234, 1234]);
    expect(totals.looks).toBe(3);
  });

  test('behavior: an endpoint that does not answer is an event, and is tried again', async () => {
    const ended = new AbortController();
    let isDown = false;
    const publicClient = createPublicClient({
      chain: foundry,
      transport: http(world.rpcUrl, {
        retryCount: 0,
        onFetchRequest: () => {
          if (isDown) throw new TypeError('fetch failed');
        },
      }),
    });
    const { totals, events } = await keep({
      publicClient,
      once: false,
      signal: ended.signal,
      pause: async () => {
        if (isDown) ended.abort();
        isDown = true;
      },
    });
    expect(totals).toMatchObject({ looks: 1, errors: 1 });
    expect(events.at(-1)).toMatchObject({ event: 'error' });
  });

  test("error: another keeper's journal", async () => {
    const journal = createMemoryKeeperJournal();
    await keep({ journal });
    await expect(keep({ journal, walletClient: world.writer(8) })).rejects.toMatchObject({
      code: 'keeper/wrong-journal',
      facts: { field: 'journal' },
    });
  });
});
