import { executeBatch } from '@tallystick/prover/batch';
import {
  computeDomain,
  encodePayment,
  loadCrypto,
  MAX_NOW_AHEAD_SECONDS,
  publicKeyOf,
  type Units,
  ZERO_UNITS,
} from '@tallystick/prover/core';
import {
  type Allowance,
  createMemoryReceiptStore,
  createStaticAllowanceSource,
  gatewayError,
  type Refusal,
} from '@tallystick/prover/provider';
import { sequencerClientError } from '@tallystick/prover/sequencer-client';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createWorld } from '../../prover/test-support/createWorld.js';
import {
  compute,
  createTestProvider,
  DEPLOYMENT,
  NOW,
  type TestProviderOptions,
} from '../support/createTestProvider.js';

beforeAll(() => loadCrypto());

const resource = '/work';
type Provider = ReturnType<typeof createTestProvider>;

async function admitted(provider: Provider, payment: string, price: Units) {
  const decision = await provider.gateway.admit({ payment, price, resource });
  if (!decision.admitted) throw new Error(`refused: ${decision.refusal.body.code}`);
  return decision.admission;
}

async function refused(provider: Provider, payment: string | undefined, price: Units): Promise<Refusal> {
  const decision = await provider.gateway.admit({ payment, price, resource });
  if (decision.admitted) throw new Error('admitted');
  return decision.refusal;
}

const decode = (header: string): unknown => JSON.parse(Buffer.from(header, 'base64').toString('utf8'));

test('default', async () => {
  const provider = createTestProvider();
  const admission = await admitted(provider, provider.pay(provider.sign(compute(3))), compute(3));
  expect(decode(await admission.settle())).toEqual({
    success: true,
    transaction: '',
    network: 'eip155:31337',
    payer: '7',
    unitsCharged: { computeUnitSeconds: '3', storageGibHours: '0', egressMib: '0' },
    unitsUsed: { computeUnitSeconds: '3', storageGibHours: '0', egressMib: '0' },
    unitsAccepted: { computeUnitSeconds: '3', storageGibHours: '0', egressMib: '0' },
  });
  expect(await provider.store.get(7)).toMatchObject({ used: compute(3), receipt: { units: compute(3) } });
});

test('error: what was measured beyond a price, and then not charged, lets no other request beyond what the receipt covers', async () => {
  const store = createMemoryReceiptStore();
  const [provider, another] = [createTestProvider({ store }), createTestProvider({ store })];
  const payment = provider.pay(provider.sign(compute(2)));
  const measured = await admitted(provider, payment, compute(1));
  const beside = await admitted(provider, payment, compute(1));
  await (await admitted(another, payment, compute(2))).settle();
  await expect(measured.settle(compute(3))).rejects.toMatchObject({ code: 'gateway/payment-insufficient' });
  await expect(beside.settle()).rejects.toMatchObject({ code: 'gateway/payment-insufficient' });
  expect(await store.get(7)).toMatchObject({ used: compute(2) });
});

test('error: a session that was forgotten while the store was asked is not reserved in', async () => {
  const store = createMemoryReceiptStore();
  let answer = Promise.resolve();
  const { allowance } = createTestProvider();
  const allowances = createStaticAllowanceSource([allowance, { ...allowance, serial: 8 }]);
  const slow = {
    ...store,
    get: async (serial: number) => {
      const found = await store.get(serial);
      if (serial === 7) await answer;
      return found;
    },
  };
  const provider = createTestProvider({ store: slow, allowances, maxSessions: 1 });
  const first = provider.pay(provider.sign(compute(1)));
  await (await admitted(provider, first, compute(1))).settle();
  await store.put(provider.sign(compute(3))); // by another process
  let go = (): void => {};
  answer = new Promise((resolve) => {
    go = resolve;
  });
  const asking = provider.gateway.admit({ payment: first, price: compute(2), resource });
  const other = provider.pay(provider.sign(compute(1), { serial: 8 }));
  await admitted(provider, other, compute(1));
  go();
  expect((await asking).admitted).toBe(false);
  await admitted(provider, first, compute(2)); // in a session that knows all
  expect((await refused(provider, first, compute(1))).body.code).toBe('gateway/payment-insufficient');
});

describe('the demand', () => {
  test('default', async () => {
    const { status, body } = await refused(createTestProvider(), undefined, compute(3));
    expect(status).toBe(402);
    expect(body).toMatchObject({
      x402Version: 1,
      code: 'gateway/payment-required',
      field: null,
      remedy: expect.stringContaining('X-PAYMENT'),
      accepts: [
        {
          scheme: 'tallystick',
          network: 'eip155:31337',
          maxAmountRequired: '6',
          asset: DEPLOYMENT.token,
          payTo: DEPLOYMENT.rollup,
          resource,
          extra: { providerSerial: 2, price: { computeUnitSeconds: '3' }, prices: { egressMib: '5' } },
        },
      ],
    });
    expect(body.accepts[0]?.extra.unitsOwed).toBeUndefined();
  });

  test('behavior: names the cumulative units owed once a receipt proves who asks', async () => {
    const provider = createTestProvider();
    const first = provider.sign(compute(3));
    await (await admitted(provider, provider.pay(first), compute(3))).settle();
    const { status, body } = await refused(provider, provider.pay(first), compute(4));
    expect(status).toBe(402);
    expect(body).toMatchObject({
      code: 'gateway/payment-insufficient',
      field: 'units.computeUnitSeconds',
      facts: { given: '3', expected: 'at least 7' },
    });
    expect(body.accepts[0]?.extra).toMatchObject({
      serial: 7,
      unitsOwed: { computeUnitSeconds: '7' },
      unitsUsed: { computeUnitSeconds: '3' },
      latestReceipt: { units: { computeUnitSeconds: '3' }, signature: first.signature },
    });
  });

  test('behavior: tells nothing of the account to someone who cannot sign for it', async () => {
    const provider = createTestProvider({ allowance: { settled: compute(4242), balance: 990n } });
    const { body } = await refused(provider, provider.pay(provider.sign(compute(1), { privateKey: 5n })), compute(1));
    expect(body.code).toBe('receipt/bad-signature');
    expect(body.accepts[0]?.extra.unitsOwed).toBeUndefined();
    expect(JSON.stringify(body)).not.toMatch(/"990"|4242|latestReceipt/);
  });
});

describe('metering', () => {
  test('behavior: one receipt never serves two requests, however many come at once', async () => {
    const provider = createTestProvider();
    const payment = provider.pay(provider.sign(compute(5)));
    const decisions = await Promise.all(
      Array.from({ length: 20 }, () => provider.gateway.admit({ payment, price: compute(1), resource })),
    );
    const admissions = decisions.flatMap((decision) => (decision.admitted ? [decision.admission] : []));
    expect(admissions).toHaveLength(5);
    await Promise.all(admissions.map((admission) => admission.settle()));
    expect((await provider.store.get(7))?.used).toEqual(compute(5));
    expect((await refused(provider, payment, compute(1))).body.code).toBe('gateway/payment-insufficient');
  });

  test('behavior: receipts of one line may arrive out of order', async () => {
    const provider = createTestProvider();
    const receipts = [1, 2, 3, 4].map((units) => provider.pay(provider.sign(compute(units))));
    for (const payment of receipts.reverse()) await (await admitted(provider, payment, compute(1))).settle();
    expect(await provider.store.get(7)).toMatchObject({ used: compute(4), receipt: { units: compute(4) } });
  });

  test('behavior: a released request is not charged, and its receipt covers the next', async () => {
    const provider = createTestProvider();
    const payment = provider.pay(provider.sign(compute(2)));
    await (await admitted(provider, payment, compute(2))).release();
    expect(await provider.store.get(7)).toMatchObject({ used: ZERO_UNITS, receipt: { units: compute(2) } });
    await (await admitted(provider, payment, compute(2))).settle();
    expect((await provider.store.get(7))?.used).toEqual(compute(2));
  });

  test('behavior: each of several charges at once tells the count of its own write', async () => {
    const provider = createTestProvider();
    const payment = provider.pay(provider.sign(compute(5)));
    const admissions = [await admitted(provider, payment, compute(2)), await admitted(provider, payment, compute(3))];
    const headers = await Promise.all(admissions.map((admission) => admission.settle()));
    const told = headers.map((header) => JSON.parse(Buffer.from(header, 'base64').toString()).unitsUsed);
    expect(told.map(({ computeUnitSeconds }) => computeUnitSeconds)).toEqual(['2', '5']);
  });

  test('behavior: settling twice charges once', async () => {
    const provider = createTestProvider();
    const admission = await admitted(provider, provider.pay(provider.sign(compute(2))), compute(2));
    await Promise.all([admission.settle(), admission.settle(), admission.release()]);
    expect((await provider.store.get(7))?.used).toEqual(compute(2));
  });

  test('behavior: charges what was measured in place of the price', async () => {
    const provider = createTestProvider({ credit: compute(10) });
    const payment = provider.pay(provider.sign(ZERO_UNITS));
    await (await admitted(provider, payment, ZERO_UNITS)).settle(compute(9));
    await (await admitted(provider, payment, ZERO_UNITS)).settle(compute(9));
    const { body } = await refused(provider, payment, ZERO_UNITS);
    expect(body.code).toBe('gateway/payment-insufficient');
    expect(body.accepts[0]?.extra.unitsOwed?.computeUnitSeconds).toBe('18');
  });

  test('behavior: goes on from the store after a restart, and from the settled counters without one', async () => {
    const store = createMemoryReceiptStore();
    const before = createTestProvider({ store });
    const payment = before.pay(before.sign(compute(3)));
    await (await admitted(before, payment, compute(2))).settle();
    const after = createTestProvider({ store });
    await (await admitted(after, payment, compute(1))).settle();
    expect((await refused(after, payment, compute(1))).body.code).toBe('gateway/payment-insufficient');
    const elsewhere = createTestProvider({ allowance: { settled: compute(3) } });
    expect((await refused(elsewhere, payment, compute(1))).body.accepts[0]?.extra.unitsOwed).toMatchObject({
      computeUnitSeconds: '4',
    });
  });

  test('behavior: a request under way keeps its reservation when other sessions push it out of memory', async () => {
    const { allowance } = createTestProvider();
    const allowances = createStaticAllowanceSource([allowance, { ...allowance, serial: 8 }]);
    const provider = createTestProvider({ maxSessions: 1, allowances });
    const payment = provider.pay(provider.sign(compute(1)));
    const admission = await admitted(provider, payment, compute(1));
    await (await admitted(provider, provider.pay(provider.sign(compute(1), { serial: 8 })), compute(1))).settle();
    expect((await refused(provider, payment, compute(1))).body.code).toBe('gateway/payment-insufficient');
    await admission.settle();
  });
});

describe('verification in threads', () => {
  test('default: many receipts at once, none of which pays twice, and forged ones are refused', async () => {
    const provider = createTestProvider({ verifyThreads: 1, allowance: { balance: 1_000_000n } });
    const payments = Array.from({ length: 150 }, (_, i) => {
      const receipt = provider.sign(compute(i + 1));
      return provider.pay(i % 5 === 4 ? { ...receipt, units: compute(i + 2) } : receipt);
    });
    const codes = await Promise.all(
      payments.map(async (payment) => {
        const decision = await provider.gateway.admit({ payment, price: compute(1), resource });
        if (!decision.admitted) return decision.refusal.body.code;
        await decision.admission.settle();
        return 'served';
      }),
    );
    expect(codes.filter((code) => code === 'receipt/bad-signature')).toHaveLength(30);
    expect(codes.filter((code) => code === 'served')).toHaveLength(120);
    expect(await provider.store.get(7)).toMatchObject({ used: compute(120), receipt: { units: compute(149) } });
    await provider.gateway.close();
  });

  test('behavior: a session that is forgotten while its receipt is verified is loaded again', async () => {
    const { allowance } = createTestProvider();
    const allowances = createStaticAllowanceSource([allowance, { ...allowance, serial: 8 }]);
    const crowded = createTestProvider({ maxSessions: 1, allowances });
    const pay = (serial: number) => crowded.pay(crowded.sign(compute(1), { serial }));
    const decisions = await Promise.all(
      [7, 8, 7, 8].map((serial) => crowded.gateway.admit({ payment: pay(serial), price: compute(1), resource })),
    );
    expect(decisions.filter(({ admitted }) => admitted)).toHaveLength(2);
  });
});

describe('a receipt that comes again', () => {
  const price = compute(1);

  /** A provider whose receipt over 100 units has served three requests; `set` changes what is known of the allowance. */
  async function knownProvider() {
    let now = NOW;
    let known: Allowance | undefined;
    const allowances = { get: async () => known };
    const provider = createTestProvider({ allowances, clock: () => now });
    known = provider.allowance;
    const payment = provider.pay(provider.sign(compute(100)));
    for (let i = 0; i < 3; i++) await (await admitted(provider, payment, price)).settle();
    const set = (changes: Partial<Allowance> | undefined) => {
      known = changes && { ...provider.allowance, ...changes };
    };
    const wait = (seconds: number) => {
      now += seconds;
    };
    return { provider, payment, set, wait };
  }

  test('default: its header is not read again', async () => {
    const { provider, payment } = await knownProvider();
    const parse = vi.spyOn(JSON, 'parse');
    try {
      const admission = await admitted(provider, Buffer.from(payment).toString(), price);
      expect(parse).not.toHaveBeenCalled();
      expect(decode(await admission.settle())).toMatchObject({ unitsUsed: { computeUnitSeconds: '4' } });
    } finally {
      parse.mockRestore();
    }
  });

  test('behavior: it serves until its last unit and no further', async () => {
    const { provider, payment } = await knownProvider();
    await (await admitted(provider, payment, compute(97))).settle();
    expect((await refused(provider, payment, price)).body.code).toBe('gateway/payment-insufficient');
  });

  test('behavior: nor once the allowance has expired, is spent, settled beyond it, of another provider, or gone', async () => {
    const { provider, payment, set, wait } = await knownProvider();
    const codeNow = async () => (await refused(provider, payment, price)).body.code;
    set({ balance: 199n });
    expect(await codeNow()).toBe('gateway/beyond-balance');
    set({ settled: compute(101) });
    expect(await codeNow()).toBe('receipt/lower-than-settled');
    set({ terms: { ...provider.allowance.terms, providerSerial: 3 } });
    expect(await codeNow()).toBe('gateway/wrong-provider');
    set(undefined);
    expect(await codeNow()).toBe('gateway/allowance-needed');
    set({});
    wait(86_400);
    expect(await codeNow()).toBe('gateway/allowance-expired');
    wait(-86_400);
    await (await admitted(provider, payment, price)).settle();
  });
});

describe('an allowance that its source hands out again, as it is by now', () => {
  /** A provider whose receipt over 100 units has served twice, by an allowance that the test may change. */
  async function paidTwice() {
    const store = createMemoryReceiptStore();
    const allowance = { ...createTestProvider().allowance };
    let now = NOW;
    const provider = createTestProvider({ store, allowances: { get: async () => allowance }, clock: () => now });
    const wait = (seconds: number) => {
      now += seconds;
    };
    const payment = provider.pay(provider.sign(compute(100)));
    for (let i = 0; i < 2; i++) await (await admitted(provider, payment, compute(1))).settle();
    return { allowance, provider, payment, store, wait };
  }

  test('behavior: a receipt that it can pay no longer is refused', async () => {
    const { allowance, provider, payment } = await paidTwice();
    allowance.balance = 199n;
    expect((await refused(provider, payment, compute(1))).body.code).toBe('gateway/beyond-balance');
  });

  test('behavior: one that it has settled beyond is refused', async () => {
    const { allowance, provider, payment } = await paidTwice();
    allowance.settled = compute(101);
    expect((await refused(provider, payment, compute(1))).body.code).toBe('receipt/lower-than-settled');
  });

  test('behavior: nor, where nothing changes, is one served once the allowance has expired', async () => {
    const { provider, payment, wait } = await paidTwice();
    wait(86_400);
    expect((await refused(provider, payment, compute(1))).body.code).toBe('gateway/allowance-expired');
  });

  test('error: units of a later receipt, which another process took, are not served beyond the balance', async () => {
    const { provider, payment, store } = await paidTwice();
    await store.put(provider.sign(compute(600)));
    expect((await refused(provider, payment, compute(550))).body.code).toBe('gateway/beyond-balance');
  });
});

describe('a serial that a reorganisation gave to another owner', () => {
  const OTHER_KEY = 42n;

  test('error: what the first one signed serves nobody, in memory or from the store', async () => {
    const store = createMemoryReceiptStore();
    const { allowance } = createTestProvider();
    let owner = allowance.owner;
    const allowances = { get: async () => ({ ...allowance, owner }) };
    const provider = createTestProvider({ store, allowances });
    const old = provider.pay(provider.sign(compute(100)));
    await (await admitted(provider, old, compute(1))).settle();
    owner = publicKeyOf(OTHER_KEY);
    const own = provider.pay(provider.sign(compute(2), { privateKey: OTHER_KEY }));
    const anew = createTestProvider({ store, allowances });
    for (const gateway of [provider, anew]) {
      for (const payment of [own, old]) {
        const { status, body } = await refused(gateway, payment, compute(1));
        expect([status, body.code]).toEqual([503, 'gateway/unavailable']);
      }
    }
    owner = allowance.owner; // the first chain won after all
    await (await admitted(anew, old, compute(1))).settle();
    expect(await store.get(7)).toMatchObject({ used: compute(2) });
  });
});

describe('receipts that run ahead', () => {
  const free = { computeUnitSeconds: 2n, storageGibHours: 3n, egressMib: 0n };
  const egress = (units: bigint): Units => ({ ...ZERO_UNITS, egressMib: units });
  const MAX = 2n ** 44n - 1n;

  function freeProvider(options: TestProviderOptions = {}) {
    const terms = { providerSerial: 2, prices: free, expiry: NOW + 86_400 };
    return createTestProvider({ ...options, prices: free, allowance: { terms, ...options.allowance } });
  }

  test('behavior: a resource that costs nothing cannot fill a counter', async () => {
    const provider = freeProvider();
    const full = provider.pay(provider.sign(egress(MAX)));
    const { status, body } = await refused(provider, full, egress(1n));
    expect([status, body.code, body.field]).toEqual([402, 'gateway/too-far-ahead', 'units.egressMib']);
    expect(body.facts).toMatchObject({ given: `${MAX}`, expected: `at most ${2n ** 24n}` });
    expect(body.accepts[0]?.extra.unitsOwed?.egressMib).toBe('1');
    // not by asking for so much either, and giving up the request
    expect((await refused(provider, full, egress(MAX))).body.code).toBe('gateway/too-far-ahead');
    expect(await provider.store.get(7)).toBeUndefined();
  });

  test('behavior: the bound counts from what is charged, not from the latest receipt', async () => {
    const provider = freeProvider({ maxPrepaidUnits: 10n });
    const pay = (units: bigint) => provider.pay(provider.sign(egress(units)));
    await (await admitted(provider, pay(10n), egress(1n))).release();
    expect((await refused(provider, pay(11n), egress(1n))).body.code).toBe('gateway/too-far-ahead');
    await (await admitted(provider, pay(10n), egress(1n))).settle();
    await (await admitted(provider, pay(11n), egress(1n))).settle();
    expect(await provider.store.get(7)).toMatchObject({ used: egress(2n), receipt: { units: egress(11n) } });
  });

  test('behavior: what was acknowledged or settled before stays good', async () => {
    const store = createMemoryReceiptStore();
    const before = freeProvider({ store });
    const payment = before.pay(before.sign(egress(1_000n)));
    await (await admitted(before, payment, egress(1n))).settle();
    for (const settled of [ZERO_UNITS, egress(1_000n)]) {
      const after = freeProvider({ store, maxPrepaidUnits: 10n, allowance: { settled } });
      await (await admitted(after, payment, egress(1n))).settle();
    }
    const elsewhere = freeProvider({ maxPrepaidUnits: 10n, allowance: { settled: egress(1_000n) } });
    const ahead = elsewhere.pay(elsewhere.sign(egress(1_010n)));
    await (await admitted(elsewhere, ahead, egress(1n))).settle();
    expect(await store.get(7)).toMatchObject({ used: egress(3n), receipt: { units: egress(1_000n) } });
    expect(await elsewhere.store.get(7)).toMatchObject({ used: egress(1_001n), receipt: { units: egress(1_010n) } });
  });
});

describe('bad input changes nothing', () => {
  const cases: {
    name: string;
    status: number;
    code: string;
    field: string | null;
    payment: (provider: Provider) => string;
    options?: TestProviderOptions;
    price?: Units;
  }[] = [
    {
      name: 'wrong key',
      status: 401,
      code: 'receipt/bad-signature',
      field: 'signature',
      payment: ({ pay, sign }) => pay(sign(compute(9), { privateKey: 5n })),
    },
    {
      name: 'wrong domain',
      status: 422,
      code: 'receipt/wrong-domain',
      field: 'domain',
      payment: ({ pay, sign, domain }) => pay(sign(compute(9), { domain: domain - 1n })),
    },
    {
      name: 'wrong network',
      status: 400,
      code: 'gateway/unsupported-payment',
      field: 'network',
      payment: ({ sign }) => encodePayment({ network: 'eip155:1', receipt: sign(compute(9)) }),
    },
    {
      name: 'lower than settled',
      status: 402,
      code: 'receipt/lower-than-settled',
      field: 'units.computeUnitSeconds',
      payment: ({ pay, sign }) => pay(sign(compute(4))),
      options: { allowance: { settled: compute(5) } },
    },
    {
      name: 'one counter up and another down',
      status: 402,
      code: 'receipt/lower-than-settled',
      field: 'units.computeUnitSeconds',
      payment: ({ pay, sign }) => pay(sign({ ...compute(1), egressMib: 3n })),
    },
    {
      name: 'counter above 44 bits',
      status: 400,
      code: 'receipt/counter-out-of-range',
      field: 'units.egressMib',
      payment: ({ pay, sign }) => {
        const receipt = sign(compute(9));
        return pay({ ...receipt, units: { ...receipt.units, egressMib: 2n ** 44n } });
      },
    },
    {
      name: 'amount beyond the balance',
      status: 402,
      code: 'gateway/beyond-balance',
      field: 'units',
      payment: ({ pay, sign }) => pay(sign(compute(501))),
    },
    {
      name: 'price beyond the balance',
      status: 402,
      code: 'gateway/beyond-balance',
      field: 'units',
      payment: ({ pay, sign }) => pay(sign(compute(500))),
      price: compute(501),
    },
    {
      name: 'receipt too far ahead',
      status: 402,
      code: 'gateway/too-far-ahead',
      field: 'units.computeUnitSeconds',
      payment: ({ pay, sign }) => pay(sign(compute(2n + 2n ** 24n + 1n))),
      options: { allowance: { balance: 2n ** 88n - 1n } },
    },
    {
      name: 'price too far ahead',
      status: 402,
      code: 'gateway/too-far-ahead',
      field: 'units.computeUnitSeconds',
      payment: ({ pay, sign }) => pay(sign(compute(2))),
      options: { maxPrepaidUnits: 4n },
      price: compute(5),
    },
    {
      name: 'counter used up',
      status: 402,
      code: 'gateway/counter-exhausted',
      field: 'units.computeUnitSeconds',
      payment: ({ pay, sign }) => pay(sign(compute(9))),
      options: { maxPrepaidUnits: 2n ** 44n - 1n },
      price: compute(2n ** 44n - 1n),
    },
    {
      name: 'expired allowance',
      status: 402,
      code: 'gateway/allowance-expired',
      field: 'serial',
      payment: ({ pay, sign }) => pay(sign(compute(9))),
      options: { clock: () => NOW + 86_400 },
    },
    {
      name: 'allowance that expires within the margin',
      status: 402,
      code: 'gateway/allowance-expired',
      field: 'serial',
      payment: ({ pay, sign }) => pay(sign(compute(9))),
      options: { clock: () => NOW + 86_400 - 1_800 },
    },
    {
      name: 'allowance of another provider',
      status: 402,
      code: 'gateway/wrong-provider',
      field: 'serial',
      payment: ({ pay, sign }) => pay(sign(compute(9))),
      options: { providerSerial: 3 },
    },
    {
      name: 'prices below the list',
      status: 402,
      code: 'gateway/prices-not-accepted',
      field: 'prices.egressMib',
      payment: ({ pay, sign }) => pay(sign(compute(9))),
      options: { prices: { computeUnitSeconds: 2n, storageGibHours: 3n, egressMib: 6n } },
    },
    {
      name: 'unknown allowance without a view key',
      status: 402,
      code: 'gateway/allowance-needed',
      field: 'serial',
      payment: ({ pay, sign }) => pay(sign(compute(9), { serial: 8 })),
    },
    {
      name: 'unknown allowance',
      status: 402,
      code: 'gateway/unknown-allowance',
      field: 'serial',
      payment: ({ sign }) =>
        encodePayment({ network: 'eip155:31337', receipt: sign(compute(9), { serial: 8 }), viewKey: 5n }),
    },
  ];

  test.each(cases)('error: $name', async ({ status, code, field, payment, options, price = compute(1) }) => {
    const store = createMemoryReceiptStore();
    const good = createTestProvider({ store });
    await (await admitted(good, good.pay(good.sign(compute(2))), compute(2))).settle();
    const before = await store.get(7);
    const provider = createTestProvider({ ...options, store });
    const refusal = await refused(provider, payment(provider), price);
    expect(refusal).toMatchObject({ status, body: { code, field, remedy: expect.stringMatching(/\w/) } });
    expect(await store.get(7)).toEqual(before);
    // and the next good request is served as if nothing had been
    await (await admitted(good, good.pay(good.sign(compute(3))), compute(1))).settle();
    expect((await store.get(7))?.used).toEqual(compute(3));
  });

  test('error: a store that fails is a 503, told to the provider, and nothing is charged', async () => {
    const store = createMemoryReceiptStore();
    const told: unknown[] = [];
    const charge = vi.fn(() => Promise.reject(new Error('disk full')));
    const broken = { ...store, charge };
    const provider = createTestProvider({ store: broken, onUnavailable: (error) => told.push(error) });
    const admission = await admitted(provider, provider.pay(provider.sign(compute(1))), compute(1));
    await expect(admission.settle()).rejects.toMatchObject({ code: 'gateway/unavailable' });
    expect(charge).toHaveBeenCalledOnce();
    const error = gatewayError('gateway/unavailable');
    expect(provider.gateway.refuse(error, { price: compute(1), resource })).toMatchObject({ status: 503 });
    expect(told).toEqual([error]);
    expect(await store.get(7)).toBeUndefined();
    // the units are free again
    await admitted(provider, provider.pay(provider.sign(compute(1))), compute(1));
  });

  test('error: a source that fails is a 503', async () => {
    const allowances = { get: () => Promise.reject(sequencerClientError('sequencer-client/unreachable')) };
    const provider = createTestProvider({ allowances });
    const { status, body } = await refused(provider, provider.pay(provider.sign(compute(1))), compute(1));
    expect([status, body.code]).toEqual([503, 'gateway/unavailable']);
  });

  test('error: a source that asks as much as it may says when to come back, and is no failure of the provider', async () => {
    const told: unknown[] = [];
    const facts = { field: null, expected: 'at most 3 a second', retryAfterSeconds: 1 };
    const allowances = { get: () => Promise.reject(gatewayError('gateway/busy', { facts })) };
    const provider = createTestProvider({ allowances, onUnavailable: (error) => told.push(error) });
    const refusal = await refused(provider, provider.pay(provider.sign(compute(1))), compute(1));
    expect(refusal).toMatchObject({ status: 503, retryAfterSeconds: 1, body: { code: 'gateway/busy', facts } });
    expect(told).toEqual([]);
  });

  test('error: bad configuration', () => {
    expect(() => createTestProvider({ providerSerial: 0 })).toThrow(
      expect.objectContaining({ code: 'gateway/bad-configuration' }),
    );
    expect(() => createTestProvider({ credit: { egressMib: -1n } })).toThrow(
      expect.objectContaining({
        code: 'gateway/bad-configuration',
        facts: expect.objectContaining({ field: 'credit.egressMib' }),
      }),
    );
    // Below what a batch's time may be ahead.
    expect(() => createTestProvider({ expiryMarginSeconds: 59 })).toThrow(
      expect.objectContaining({
        code: 'gateway/bad-configuration',
        facts: expect.objectContaining({ field: 'expiryMarginSeconds', given: 59 }),
      }),
    );
    for (const maxPrepaidUnits of [0n, 2n ** 44n, 5 as unknown as bigint]) {
      expect(() => createTestProvider({ maxPrepaidUnits })).toThrow(
        expect.objectContaining({
          code: 'gateway/bad-configuration',
          facts: expect.objectContaining({ field: 'maxPrepaidUnits' }),
        }),
      );
    }
  });
});

test('behavior: what was accepted in the last second still settles in a batch that is as far ahead of the chain as may be', async () => {
  const world = await createWorld();
  const expiry = NOW + 600;
  const { owner, terms, balance } = await world.insert(world.allowance(2, expiry), 1_000n);
  const serial = world.serials.length;
  const { prices } = terms;
  let now = expiry - MAX_NOW_AHEAD_SECONDS - 1;
  const clock = () => now;
  const allowance = { owner, terms, balance };
  const options = { serial, allowance, prices, clock, expiryMarginSeconds: MAX_NOW_AHEAD_SECONDS };
  const provider = createTestProvider(options);
  const receipt = provider.sign(compute(3), { privateKey: world.keyOf(serial) });
  await (await admitted(provider, provider.pay(receipt), compute(3))).settle();

  const batchAt = (time: number) =>
    executeBatch({ ...world, request: world.request({ now: time, settlements: [receipt] }) });
  await expect(batchAt(now + MAX_NOW_AHEAD_SECONDS)).resolves.toMatchObject({ settlements: [{ serial, amount: 9n }] });
  // A second later the gateway takes nothing more, and such a batch would be too late.
  now += 1;
  expect((await refused(provider, provider.pay(receipt), ZERO_UNITS)).body.code).toBe('gateway/allowance-expired');
  await expect(batchAt(now + MAX_NOW_AHEAD_SECONDS)).rejects.toMatchObject({ code: 'batch/expired' });
});

describe('several gateways on one store', () => {
  const onOne = (options: TestProviderOptions = {}) => {
    const store = createMemoryReceiptStore();
    return [createTestProvider({ ...options, store }), createTestProvider({ ...options, store })] as const;
  };

  test('default: a unit that another one charged meanwhile is refused with what is owed, and stays charged once', async () => {
    const [first, second] = onOne();
    const receipt = first.pay(first.sign(compute(3)));
    const admissions = [
      await admitted(first, receipt, compute(3)),
      await admitted(second, receipt, compute(3)),
    ] as const;
    await admissions[0].settle();
    const error = await admissions[1].settle().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'gateway/payment-insufficient', status: 402 });
    const { status, body } = second.gateway.refuse(error, { price: compute(3), resource });
    expect(status).toBe(402);
    expect(body.accepts[0]?.extra).toMatchObject({ serial: 7, unitsOwed: { computeUnitSeconds: '6' } });
    expect(await first.store.get(7)).toMatchObject({ used: compute(3) });
    // Nothing of it stays reserved.
    await (await admitted(second, second.pay(second.sign(compute(6))), compute(3))).settle();
  });

  test('behavior: what another one has charged is no reason to find a receipt too far ahead', async () => {
    const [first, second] = onOne({ maxPrepaidUnits: 2n });
    await (await admitted(second, second.pay(second.sign(compute(1))), compute(1))).settle();
    for (let units = 2; units <= 5; units++) {
      await (await admitted(first, first.pay(first.sign(compute(units))), compute(1))).settle();
    }
    await (await admitted(second, second.pay(second.sign(compute(6))), compute(1))).settle();
    expect(await first.store.get(7)).toMatchObject({ used: compute(6) });
  });

  test('behavior: what one lets run over by itself is charged in whole, at once or after it began', async () => {
    const provider = createTestProvider({ credit: { computeUnitSeconds: 10n } });
    const payment = provider.pay(provider.sign(ZERO_UNITS));
    const three = await Promise.all([0, 1, 2].map(() => admitted(provider, payment, ZERO_UNITS)));
    await Promise.all(three.map((admission) => admission.settle(compute(8))));
    expect(await provider.store.get(7)).toMatchObject({ used: compute(24) });

    const [first, second] = onOne();
    const receipt = first.pay(first.sign(compute(3)));
    const begun = [await admitted(first, receipt, compute(3)), await admitted(second, receipt, compute(3))];
    for (const admission of begun) admission.deferred();
    await Promise.all(begun.map((admission) => admission.settle(compute(3))));
    expect(await first.store.get(7)).toMatchObject({ used: compute(6) });
  });

  /** The second one knows the allowance, with nothing charged, when the first one keeps a receipt. */
  async function contradicting() {
    const [first, second] = onOne();
    await (await admitted(second, second.pay(second.sign(ZERO_UNITS)), ZERO_UNITS)).release();
    await (await admitted(first, first.pay(first.sign(compute(10))), compute(10))).settle();
    return { first, second, payment: second.pay(second.sign(storage(10))) };
  }
  const storage = (units: number): Units => ({ ...ZERO_UNITS, storageGibHours: BigInt(units) });
  const both = (units: number): Units => ({ ...compute(units), storageGibHours: BigInt(units) });

  test('error: what is sent for a receipt that contradicts the one that another one keeps is charged, and it serves no more', async () => {
    const { first, second, payment } = await contradicting();
    const begun = await admitted(second, payment, storage(10));
    begun.deferred();
    expect(decode(await begun.settle())).toMatchObject({
      unitsCharged: { storageGibHours: '10' },
      unitsUsed: { computeUnitSeconds: '10', storageGibHours: '10' },
      unitsAccepted: { computeUnitSeconds: '10', storageGibHours: '0' },
    });
    expect(await first.store.get(7)).toMatchObject({ used: both(10), receipt: { units: compute(10) } });
    expect((await refused(second, payment, ZERO_UNITS)).body).toMatchObject({
      code: 'receipt/lower-than-settled',
      accepts: [{ extra: { latestReceipt: { units: { computeUnitSeconds: '10', storageGibHours: '0' } } } }],
    });
    await (await admitted(second, second.pay(second.sign(both(11))), storage(1))).settle();
  });

  test('error: where nothing was sent for it yet, nothing is; what fails is the receipt, not the store', async () => {
    const { first, second, payment } = await contradicting();
    const error = await (await admitted(second, payment, storage(5))).settle().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'gateway/payment-insufficient', status: 402 });
    expect(await first.store.get(7)).toMatchObject({ used: compute(10), receipt: { units: compute(10) } });

    const other = await contradicting();
    await (await admitted(other.second, other.payment, storage(5))).release();
    expect((await refused(other.second, other.payment, ZERO_UNITS)).body.code).toBe('receipt/lower-than-settled');
  });

  test('error: a later one, which came while the store was asked, takes its place all the same', async () => {
    const { first, second, payment } = await contradicting();
    const { store } = first;
    const begun = await admitted(second, payment, storage(10));
    begun.deferred();
    const get = vi.spyOn(store, 'get').mockImplementationOnce(async (serial) => {
      get.mockRestore();
      await (await admitted(second, second.pay(second.sign(both(20))), ZERO_UNITS)).settle();
      return { serial, used: compute(10), receipt: first.sign(compute(10)) };
    });
    expect(decode(await begun.settle())).toMatchObject({ unitsAccepted: { storageGibHours: '20' } });
    expect(await store.get(7)).toMatchObject({ used: both(10), receipt: { units: both(20) } });
  });
});

test('error: a store with receipts for another deployment serves nothing by them, and the provider hears of it once', async () => {
  const store = createMemoryReceiptStore();
  const before = createTestProvider({ store });
  const rollup = DEPLOYMENT.token;
  const domain = computeDomain({ ...DEPLOYMENT, rollup });
  const told: unknown[] = [];
  const warn = vi.fn();
  const log = { info: vi.fn(), warn };
  const provider = createTestProvider({ store, rollup, log, onUnavailable: (reason) => told.push(reason) });
  await store.put(before.sign(compute(100)));
  const payment = provider.pay(provider.sign(compute(100), { domain }));
  for (let i = 0; i < 2; i++) {
    expect((await refused(provider, payment, compute(1))).body.code).toBe('gateway/unavailable');
  }
  const facts = { serial: 7, given: before.domain.toString(), expected: domain.toString() };
  expect(told).toMatchObject([{ code: 'receipt-store/other-deployment' }, {}]);
  expect((told[0] as { toJSON(): unknown }).toJSON()).toMatchObject({ facts });
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ part: 'gateway', name: 'receipt-store/other-deployment' }),
    expect.any(String),
  );
  expect(await store.get(7)).toMatchObject({ used: ZERO_UNITS });
});
