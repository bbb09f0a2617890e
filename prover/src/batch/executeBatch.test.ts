import { beforeAll, describe, expect, test } from 'vitest';
import { createWorld, NOW, RECIPIENT, TINY } from '../../test-support/createWorld.js';
import { leafOf, openedAccount } from '../core/account/leaf.js';
import { recoverUpdate } from '../core/account/recoverUpdate.js';
import { hashTerms } from '../core/account/terms.js';
import { loadCrypto } from '../core/hash/crypto.js';
import { publicInputCount } from '../core/shape.js';
import { publicKeyOf } from '../core/signature.js';
import { AccountTree } from '../core/tree/AccountTree.js';
import { createMemoryNodeStore } from '../core/tree/nodeStores.js';
import { executeBatch } from './executeBatch.js';

const ALLOWANCE = 3;
const PROVIDER = 2;
const OPERATOR = 1;

beforeAll(loadCrypto);

/** Runs a request that must be refused, and shows that the stores stayed as they were. */
async function refused(world: Awaited<ReturnType<typeof createWorld>>, request: ReturnType<typeof world.request>) {
  const before = {
    root: await new AccountTree(world.nodes).root(),
    states: await Promise.all(world.serials.map(world.account)),
  };
  const error = await executeBatch({ ...world, request }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const after = {
    root: await new AccountTree(world.nodes).root(),
    states: await Promise.all(world.serials.map(world.account)),
  };
  expect(after).toEqual(before);
  return error;
}

test('default: opens, settles, credits, withdraws and covers', async () => {
  const world = await createWorld();
  const viewed = world.allowance(PROVIDER);
  const hidden = world.allowance(PROVIDER);
  const owner = publicKeyOf(5n);
  const request = world.request({
    opens: [
      { owner, terms: viewed, amount: 777n },
      { owner, terms: hashTerms(hidden), amount: 888n },
    ],
    settlements: [world.receipt(ALLOWANCE, { computeUnitSeconds: 1000n, egressMib: 10n })],
    withdrawals: [world.withdrawal(PROVIDER, 3000n)],
  });
  const batch = await executeBatch({ ...world, request });
  await world.commit(batch);

  expect(batch.settlements).toMatchObject([{ serial: ALLOWANCE, amount: 3070n, fee: 30n }]);
  expect(await world.account(ALLOWANCE)).toMatchObject({
    balance: 1_000_000n - 3070n,
    counters: { computeUnitSeconds: 1000n, storageGibHours: 0n, egressMib: 10n },
  });
  expect(await world.account(PROVIDER)).toMatchObject({
    balance: 40n,
    nonce: 1,
    counters: { computeUnitSeconds: 1000n, storageGibHours: 0n, egressMib: 10n },
  });
  expect(await world.account(OPERATOR)).toMatchObject({ balance: 30n, counters: { computeUnitSeconds: 0n } });
  expect(await world.accounts.get(6)).toMatchObject({ balance: 777n });
  expect(await world.accounts.get(7)).toBeUndefined();

  const tree = new AccountTree(world.nodes);
  expect(await tree.root()).toBe(batch.newRoot);
  expect(await tree.leaf(7)).toBe(leafOf(openedAccount({ serial: 7, owner, terms: hidden, amount: 888n })));
  expect(batch.publicInputs).toHaveLength(publicInputCount(TINY));
  expect(batch.publicInputs.at(-1)).toBe(3000n | (BigInt(RECIPIENT) << 88n));
  expect(batch.data.withdrawals).toEqual([{ amount: 3000n, recipient: RECIPIENT }]);
});

test('behavior: an empty batch is all cover and moves nothing', async () => {
  const world = await createWorld();
  const before = await Promise.all(world.serials.map(world.account));
  const batch = await executeBatch({ ...world, request: world.request() });
  await world.commit(batch);
  expect(batch.newRoot).not.toBe(batch.oldRoot);
  expect(batch.data.serials.every((serial) => world.serials.includes(serial))).toBe(true);
  expect(batch.data.serials[TINY.settles]).toBe(OPERATOR);
  for (const state of before) {
    const { blinding: _, ...rest } = state;
    expect(await world.account(state.serial)).toMatchObject(rest);
  }
});

test('behavior: the first batch opens the operator itself', async () => {
  const world = await createWorld();
  const terms = world.earning();
  const fresh = { nodes: createMemoryNodeStore(), accounts: { get: async () => undefined, set: async () => {} } };
  const opens = [{ owner: publicKeyOf(9n), terms, amount: 0n }];
  const request = world.request({ firstSerial: 1, opens, coverSerials: [] });
  const batch = await executeBatch({ ...fresh, request });
  expect(new Set(batch.data.serials)).toEqual(new Set([OPERATOR]));
});

test('behavior: an allowance opened in a batch is settled in the same one', async () => {
  const world = await createWorld();
  const terms = world.allowance(PROVIDER);
  world.keys.set(6, 77n);
  const request = world.request({
    opens: [{ owner: publicKeyOf(77n), terms, amount: 300n }],
    settlements: [world.receipt(6, { computeUnitSeconds: 100n })],
  });
  const batch = await executeBatch({ ...world, request });
  expect(batch.accounts.find(({ serial }) => serial === 6)).toMatchObject({ balance: 0n });
});

test('behavior: receipts of one allowance keep their order', async () => {
  const world = await createWorld();
  const receipts = [10n, 20n, 30n, 40n].map((computeUnitSeconds) => world.receipt(ALLOWANCE, { computeUnitSeconds }));
  const batch = await executeBatch({ ...world, request: world.request({ settlements: receipts }) });
  expect(batch.settlements.map(({ slot }) => slot)).toEqual([0, 1, 2, 3]);
  expect(batch.settlements.map(({ amount }) => amount)).toEqual([30n, 30n, 30n, 30n]);
});

test('behavior: the slot of a settlement is random, and cover shows other allowances', async () => {
  const world = await createWorld({ allowances: 6 });
  const slots = new Set<number>();
  for (let i = 0; i < 24; i++) {
    const settlements = [world.receipt(ALLOWANCE, { egressMib: 1n })];
    const batch = await executeBatch({ ...world, request: world.request({ settlements }) });
    const shown = batch.data.serials.slice(0, TINY.settles);
    expect(new Set(shown).size).toBe(TINY.settles);
    expect(Math.min(...shown)).toBeGreaterThanOrEqual(ALLOWANCE);
    slots.add(batch.settlements[0]?.slot ?? -1);
  }
  expect([...slots].sort()).toEqual([0, 1, 2, 3]);
});

test("behavior: the operator may itself be an allowance's provider", async () => {
  const world = await createWorld();
  const { serial } = await world.insert(world.allowance(OPERATOR), 500n);
  const settlements = [world.receipt(serial, { computeUnitSeconds: 100n })];
  await world.commit(await executeBatch({ ...world, request: world.request({ settlements }) }));
  expect(await world.account(OPERATOR)).toMatchObject({ balance: 300n, counters: { computeUnitSeconds: 100n } });
});

test('behavior: the owner reads its account from what is published', async () => {
  const world = await createWorld();
  const settlements = [world.receipt(ALLOWANCE, { storageGibHours: 4n })];
  const batch = await executeBatch({ ...world, request: world.request({ settlements }) });
  await world.commit(batch);
  const { owner, terms } = await world.account(ALLOWANCE);
  const slot = batch.data.serials.lastIndexOf(ALLOWANCE);
  const published = { slot, leaf: batch.data.leaves[slot] ?? 0n, maskedWord: batch.data.maskedWords[slot] ?? 0n };
  const account = { serial: ALLOWANCE, owner, terms, salt: batch.data.salt };
  expect(recoverUpdate({ ...account, ...published })).toEqual(await world.account(ALLOWANCE));
  const wrong = { ...account, ...published, terms: { ...terms, viewKey: terms.viewKey - 1n } };
  expect(() => recoverUpdate(wrong)).toThrow(expect.objectContaining({ code: 'account/not-recoverable' }));
});

describe('error: settlements', () => {
  const settle = async (change: (world: Awaited<ReturnType<typeof createWorld>>) => Promise<unknown> | unknown) => {
    const world = await createWorld({ providers: 2 });
    const request = world.request();
    const settlement = await change(world);
    return refused(world, { ...request, settlements: [world.receipt(4, {}), settlement] as never });
  };
  const place = { section: 'settle', slot: 1 };

  test.each([
    ['a wrong key', 'batch/bad-signature', (w) => w.receipt(4, { egressMib: 1n }, 3n)],
    ['a wrong domain', 'batch/wrong-domain', (w) => ({ ...w.receipt(4, {}), domain: 1n })],
    [
      'a counter above 44 bits',
      'batch/counter-out-of-range',
      (w) => ({ ...w.receipt(4, {}), units: { computeUnitSeconds: 0n, storageGibHours: 0n, egressMib: 2n ** 44n } }),
    ],
    ['an amount beyond the balance', 'batch/beyond-balance', (w) => w.receipt(4, { storageGibHours: 20_001n })],
    ['an unknown account', 'batch/unknown-account', (w) => ({ ...w.receipt(4, {}), serial: 99 })],
    ['an earning account', 'batch/not-an-allowance', (w) => w.receipt(2, {})],
    ['a serial beyond the depth', 'batch/serial-beyond-depth', (w) => ({ ...w.receipt(4, {}), serial: 4 ** 12 })],
    ['a second provider where there is one slot', 'batch/too-many-providers', (w) => w.receipt(5, {})],
    [
      'an expired allowance',
      'batch/expired',
      async (w) => w.receipt((await w.insert(w.allowance(2, NOW), 5n)).serial, {}),
    ],
    [
      'a provider that is none',
      'batch/not-an-earning-account',
      async (w) => w.receipt((await w.insert(w.allowance(4), 5n)).serial, {}),
    ],
    [
      'a provider that nobody knows',
      'batch/unknown-account',
      async (w) => w.receipt((await w.insert(w.allowance(99), 5n)).serial, {}),
    ],
  ] as [string, string, (world: Awaited<ReturnType<typeof createWorld>>) => unknown][])(
    '%s',
    async (_, code, change) => {
      expect(await settle(change)).toMatchObject({ code, facts: place });
    },
  );

  test('lower than settled', async () => {
    const world = await createWorld();
    const high = world.request({ settlements: [world.receipt(ALLOWANCE, { egressMib: 9n })] });
    await world.commit(await executeBatch({ ...world, request: high }));
    const error = await refused(world, world.request({ settlements: [world.receipt(ALLOWANCE, { egressMib: 8n })] }));
    const facts = {
      section: 'settle',
      slot: 0,
      serial: ALLOWANCE,
      field: 'units.egressMib',
      given: 8n,
      expected: 'at least 9',
    };
    expect(error).toMatchObject({ code: 'batch/lower-than-settled', facts });
  });

  test('a stale account', async () => {
    const world = await createWorld();
    const state = await world.account(ALLOWANCE);
    await world.accounts.set([{ ...state, balance: state.balance + 1n }]);
    const error = await refused(
      world,
      world.request({ settlements: [world.receipt(ALLOWANCE, {})], coverSerials: [] }),
    );
    expect(error).toMatchObject({ code: 'batch/stale-account', facts: { section: 'settle', slot: 0 } });
  });
});

describe('error: withdrawals', () => {
  test.each([
    ['a wrong nonce', 'batch/wrong-nonce', (w) => w.withdrawal(PROVIDER, 1n, 1)],
    ['a wrong key', 'batch/bad-signature', (w) => w.withdrawal(PROVIDER, 1n, 0, 3n)],
    ['another amount than signed', 'batch/bad-signature', (w) => ({ ...w.withdrawal(PROVIDER, 1n), amount: 2n })],
    ['an amount of 0', 'batch/bad-withdrawal', (w) => ({ ...w.withdrawal(PROVIDER, 1n), amount: 0n })],
    ['an allowance not expired', 'batch/not-expired', (w) => w.withdrawal(ALLOWANCE, 1n)],
    ['beyond the balance', 'batch/beyond-balance', (w) => w.withdrawal(PROVIDER, 1n)],
    ['an unknown account', 'batch/unknown-account', (w) => ({ ...w.withdrawal(PROVIDER, 1n), serial: 99 })],
    [
      'a serial beyond the depth',
      'batch/serial-beyond-depth',
      (w) => ({ ...w.withdrawal(PROVIDER, 1n), serial: 4 ** 13 }),
    ],
  ] as [string, string, (world: Awaited<ReturnType<typeof createWorld>>) => unknown][])(
    '%s',
    async (_, code, order) => {
      const world = await createWorld();
      const error = await refused(world, world.request({ withdrawals: [order(world)] as never }));
      expect(error).toMatchObject({ code, facts: { section: 'withdraw', slot: 0 } });
    },
  );

  test('behavior: an allowance is refunded from its expiry on, and never twice', async () => {
    const world = await createWorld();
    const { serial } = await world.insert(world.allowance(PROVIDER, NOW), 5n);
    const request = world.request({ withdrawals: [world.withdrawal(serial, 5n)] });
    await world.commit(await executeBatch({ ...world, request }));
    expect(await world.account(serial)).toMatchObject({ balance: 0n, nonce: 1 });
    expect(await refused(world, request)).toMatchObject({ code: 'batch/wrong-nonce' });
  });
});

describe('error: requests', () => {
  test('more than the shape holds', async () => {
    const world = await createWorld();
    const settlements = Array.from({ length: 5 }, () => world.receipt(ALLOWANCE, {}));
    const error = await refused(world, world.request({ settlements }));
    expect(error).toMatchObject({
      code: 'batch/shape-overflow',
      facts: { section: 'settle', given: 5, expected: 'at most 4' },
    });
  });

  test('an open at a serial that is taken', async () => {
    const world = await createWorld();
    const opens = [{ owner: publicKeyOf(5n), terms: 1n, amount: 0n }];
    const error = await refused(world, world.request({ opens, firstSerial: PROVIDER }));
    expect(error).toMatchObject({ code: 'batch/serial-taken', facts: { section: 'open', slot: 0, serial: PROVIDER } });
  });

  test('an operator that nobody knows', async () => {
    const world = await createWorld();
    const error = await refused(world, world.request({ operatorSerial: 50 }));
    expect(error).toMatchObject({ code: 'batch/no-operator-account' });
  });

  test.each([
    ['feeBps', { feeBps: 1001 }],
    ['now', { now: 1.5 }],
    ['salt', { salt: -1n }],
    ['firstSerial', { firstSerial: 0 }],
  ])('%s out of range', async (field, overrides) => {
    const world = await createWorld();
    expect(await refused(world, world.request(overrides))).toMatchObject({
      code: 'batch/bad-request',
      facts: { field },
    });
  });

  test('a credit that overflows a balance', async () => {
    const world = await createWorld();
    const rich = await world.insert(world.earning(), 2n ** 88n - 1n);
    const { serial } = await world.insert(world.allowance(rich.serial), 500n);
    const error = await refused(
      world,
      world.request({ settlements: [world.receipt(serial, { computeUnitSeconds: 9n })] }),
    );
    expect(error).toMatchObject({ code: 'batch/balance-overflow', facts: { section: 'credit', serial: rich.serial } });
  });
});

describe('without an operator', () => {
  test('behavior: one account alone fills a whole batch', async () => {
    const world = await createWorld();
    const request = world.request({
      operatorSerial: 0,
      feeBps: 0,
      coverSerials: [ALLOWANCE],
    });
    const batch = await executeBatch({ ...world, request });
    expect(new Set(batch.data.serials)).toEqual(new Set([ALLOWANCE]));
    expect(batch.accounts).toHaveLength(1);
    expect(batch.accounts[0]).toMatchObject({ serial: ALLOWANCE, balance: 1_000_000n });
  });

  test('behavior: a provider settles to itself in full, and touches nothing but its own and the allowance', async () => {
    const world = await createWorld();
    const request = world.request({
      operatorSerial: 0,
      feeBps: 0,
      settlements: [world.receipt(ALLOWANCE, { computeUnitSeconds: 1000n })],
      coverSerials: [PROVIDER, ALLOWANCE],
    });
    const batch = await executeBatch({ ...world, request });
    expect(new Set(batch.data.serials)).toEqual(new Set([PROVIDER, ALLOWANCE]));
    expect(batch.settlements).toMatchObject([{ serial: ALLOWANCE, amount: 3000n, fee: 0n }]);
    expect(batch.accounts.find(({ serial }) => serial === PROVIDER)).toMatchObject({ balance: 3000n });
  });

  test('error: a fee that nobody takes', async () => {
    const world = await createWorld();
    expect(await refused(world, world.request({ operatorSerial: 0, feeBps: 1 }))).toMatchObject({
      code: 'batch/bad-request',
      facts: { field: 'feeBps', given: 1, expected: 'integer from 0 to 0' },
    });
  });
});
