import { loadCrypto, type Units, ZERO_UNITS } from '@tallystick/prover/core';
import {
  type Allowance,
  type AllowanceSource,
  createMemoryReceiptStore,
  createSequencerAllowanceSource,
  createSettler,
  createStaticAllowanceSource,
  type GatewayLog,
  type ReceiptStore,
} from '@tallystick/prover/provider';
import { apiError, type SequencerClient, sequencerClientError } from '@tallystick/prover/sequencer-client';
import { Registry } from 'prom-client';
import { beforeAll, expect, test, vi } from 'vitest';
import { lintMetrics } from '../../prover/test-support/lintMetrics.js';
import { compute, createTestProvider, NOW, type TestProviderOptions } from '../support/createTestProvider.js';

beforeAll(() => loadCrypto());

const resource = '/work';

/** A log that is read. */
function createNotes() {
  const lines: string[] = [];
  const note = (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log: GatewayLog = { info: note, warn: note };
  const messages = () => lines.map((line) => line.replace(/ \{.*$/, ''));
  return { log, lines, messages };
}

type Provider = ReturnType<typeof createTestProvider>;

async function pay({ gateway, pay, sign }: Provider, units: Units, price: Units) {
  const decision = await gateway.admit({ payment: pay(sign(units)), price, resource });
  if (!decision.admitted) throw new Error(decision.refusal.body.code);
  return decision.admission;
}

async function readValues(registry: Registry): Promise<Map<string, number>> {
  const lines = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

const of = (name: string, labels = '') => `tallystick_gateway_${name}{provider="2"${labels}}`;

test('default: requests, units, receipts and times in the registry that the service has', async () => {
  const metrics = new Registry();
  const provider = createTestProvider({ metrics });
  await (await pay(provider, compute(3), compute(3))).settle();
  const payment = provider.pay(provider.sign(compute(5)));
  for (const price of [compute(2), compute(1)]) {
    // The receipt comes twice.
    const decision = await provider.gateway.admit({ payment, price, resource });
    if (!decision.admitted) throw new Error(decision.refusal.body.code);
    await decision.admission.settle(compute(1));
  }
  await (await pay(provider, compute(6), compute(1))).release();
  await provider.gateway.admit({ payment: undefined, price: compute(1), resource });
  await provider.gateway.admit({
    payment: provider.pay(provider.sign(compute(9), { privateKey: 5n })),
    price: compute(1),
    resource,
  });
  const values = await readValues(metrics);
  expect(values.get(of('requests_total', ',outcome="served",code=""'))).toBe(3);
  expect(values.get(of('requests_total', ',outcome="uncharged",code=""'))).toBe(1);
  expect(values.get(of('requests_total', ',outcome="demanded",code="gateway/payment-required"'))).toBe(1);
  expect(values.get(of('requests_total', ',outcome="refused",code="receipt/bad-signature"'))).toBe(1);
  expect(values.get(of('requests_total', ',outcome="refused",code="gateway/unavailable"'))).toBe(0);
  expect(values.get(of('units_charged_total', ',resource="computeUnitSeconds"'))).toBe(5);
  expect(values.get(of('units_charged_total', ',resource="egressMib"'))).toBe(0);
  expect(values.get(of('receipts_accepted_total'))).toBe(3);
  // Each new receipt, the one with another's signature too.
  expect(values.get('tallystick_gateway_verification_seconds_count{provider="2"}')).toBe(4);
  expect(values.get('tallystick_gateway_store_commit_seconds_count{provider="2"}')).toBe(4);
  expect(lintMetrics(await metrics.metrics())).toEqual([]);
});

test('behavior: two gateways in one process share the metrics, a second of the same provider too', async () => {
  const metrics = new Registry();
  const [first, second] = [createTestProvider({ metrics }), createTestProvider({ metrics })];
  const other = createTestProvider({
    metrics,
    providerSerial: 3,
    allowance: { terms: { ...first.allowance.terms, providerSerial: 3 } },
  });
  for (const provider of [first, second, other]) await (await pay(provider, compute(3), compute(3))).settle();
  const values = await readValues(metrics);
  expect(values.get(of('requests_total', ',outcome="served",code=""'))).toBe(2);
  expect(values.get('tallystick_gateway_requests_total{provider="3",outcome="served",code=""}')).toBe(1);
  expect(values.get(of('unsettled_amount'))).toBe(12);
  metrics.clear();
  createTestProvider({ metrics });
  expect((await readValues(metrics)).get(of('requests_total', ',outcome="served",code=""'))).toBe(0);
});

test('behavior: what is not settled yet, until a settlement is seen, by an allowance that nobody uses any more too', async () => {
  const metrics = new Registry();
  let settled = ZERO_UNITS;
  let now = NOW;
  let allowance: Allowance | undefined;
  const provider = createTestProvider({
    metrics,
    clock: () => now,
    allowances: { get: async () => allowance && { ...allowance, settled } },
  });
  allowance = provider.allowance;
  const read = async () => {
    const values = await readValues(metrics);
    return ['unsettled_amount', 'unsettled_allowances', 'unsettled_oldest_seconds'].map((name) => values.get(of(name)));
  };
  expect(await read()).toEqual([0, 0, 0]);
  await (await pay(provider, compute(3), compute(3))).settle();
  now += 100;
  await (await pay(provider, compute(5), compute(2))).settle();
  expect(await read()).toEqual([10, 1, 100]);
  settled = compute(3);
  now += 50;
  await read(); // asks
  expect(await read()).toEqual([4, 1, 0]);
  settled = compute(5);
  now += 50;
  await read();
  expect(await read()).toEqual([0, 0, 0]);
});

/** A source in front of a sequencer that can be taken away. */
function createSequencer(changes: Partial<Record<'isDown' | 'isUnknown', boolean>> = {}) {
  const state = { isDown: false, isUnknown: false, ...changes };
  const sequencer = {
    getAccount: async ({ serial }: { serial: number }) => {
      if (state.isDown) throw sequencerClientError('sequencer-client/unreachable', { facts: { origin: 'http://s' } });
      if (serial === 2) throw apiError(state.isUnknown ? 'sequencer/unknown-account' : 'sequencer/unauthorized');
      throw apiError('sequencer/unknown-account');
    },
  } as unknown as SequencerClient;
  return { state, sequencer };
}

const ask = (source: AllowanceSource, serial: number) => source.get({ serial, viewKey: 77n }).catch(() => undefined);

test('behavior: one line when the sequencer is gone and one when it is back, by questions in the background too', async () => {
  const { log, lines, messages } = createNotes();
  const metrics = new Registry();
  const { state, sequencer } = createSequencer();
  const allowances = createSequencerAllowanceSource({ sequencer });
  createTestProvider({ log, allowances, metrics });
  await vi.waitFor(async () => expect(await ask(allowances, 50)).toBeUndefined());
  expect(lines).toEqual([]);
  state.isDown = true;
  for (let serial = 10; serial < 15; serial++) await ask(allowances, serial);
  expect(messages()).toEqual(['the sequencer cannot be reached: allowances not known yet are refused']);
  expect(lines[0]).toContain('"name":"sequencer-client/unreachable"');
  expect(lines[0]).toContain('"provider":2');
  expect(lines[0]).not.toContain('77');
  expect((await readValues(metrics)).get(of('allowance_source_failures_total'))).toBe(5);
  state.isDown = false;
  for (let serial = 20; serial < 25; serial++) await ask(allowances, serial);
  expect(messages().slice(1)).toEqual(['the source of allowances answers again']);
});

test("behavior: the provider's serial that the sequencer does not know is told of once, and when it knows it", async () => {
  const { log, messages } = createNotes();
  const { state, sequencer } = createSequencer({ isUnknown: true });
  const allowances = createSequencerAllowanceSource({ sequencer });
  createTestProvider({ log, allowances });
  const unknown = "the sequencer knows no account with the provider's serial: nothing can be settled to it";
  await vi.waitFor(() => expect(messages()).toEqual([unknown]));
  await ask(allowances, 10);
  await ask(allowances, 11);
  expect(messages()).toEqual([unknown]);
  state.isUnknown = false;
  await ask(allowances, 12);
  await vi.waitFor(() => expect(messages()).toEqual([unknown, "the sequencer knows the provider's account now"]));
});

test('behavior: a store that fails and works again; what is wrong with one allowance is not the store', async () => {
  const { log, lines, messages } = createNotes();
  const inner = createMemoryReceiptStore();
  let failure: Error | undefined;
  const store: ReceiptStore = {
    ...inner,
    charge: async (charge) => {
      if (failure) throw failure;
      return inner.charge(charge);
    },
  };
  const options: TestProviderOptions = { log, store };
  const provider = createTestProvider(options);
  failure = Object.assign(new Error('no space at /var/secret'), { code: 'ENOSPC' });
  for (let units = 1; units < 4; units++) {
    await expect((await pay(provider, compute(3), compute(1))).settle()).rejects.toMatchObject({
      code: 'gateway/unavailable',
    });
  }
  failure = undefined;
  await (await pay(provider, compute(3), compute(3))).settle();
  expect(messages()).toEqual(['the receipt store fails: requests are refused', 'the receipt store works again']);
  expect(lines[0]).toContain('"name":"Error ENOSPC"');
  expect(lines[0]).not.toContain('/var/secret');
});

test('behavior: on by default, as JSON lines on the standard error; false is none', async () => {
  const written: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((line) => written.push(`${line}`) > 0);
  try {
    const allowances: AllowanceSource = { get: () => Promise.reject(new Error('gone')) };
    for (const log of [undefined, false] as const) {
      const provider = createTestProvider({
        allowances,
        ...(log === undefined ? { log: undefined } : { log }),
      } as TestProviderOptions);
      await provider.gateway.admit({ payment: provider.pay(provider.sign(compute(1))), price: compute(1), resource });
    }
  } finally {
    spy.mockRestore();
  }
  const line = { level: 40, part: 'gateway', provider: 2, name: 'Error' };
  expect(written.map((text) => JSON.parse(text))).toMatchObject([
    { ...line, msg: 'the source of allowances fails: allowances not known yet are refused' },
    { ...line, requestId: expect.any(String), msg: expect.stringContaining('a request was refused') },
  ]);
});

test('behavior: a settler tells of a sequencer that is gone, and of a view key that is refused, once each', async () => {
  const { log, lines, messages } = createNotes();
  const provider = createTestProvider();
  await provider.store.put(provider.sign(compute(3)));
  let failure: Error | undefined = sequencerClientError('sequencer-client/unreachable');
  const settler = createSettler({
    store: provider.store,
    log,
    provider: { serial: 2, viewKey: 123_456n },
    sequencer: {
      submitSettlement: async () => {
        if (failure) throw failure;
        return { status: 'pending' };
      },
    },
  });
  for (let i = 0; i < 3; i++) await settler.settle();
  failure = apiError('sequencer/unauthorized');
  for (let i = 0; i < 3; i++) await settler.settle();
  failure = undefined;
  for (let i = 0; i < 3; i++) await settler.settle();
  expect(messages()).toEqual([
    'the sequencer cannot be reached: receipts are not settled',
    "the sequencer refuses the provider's view key: receipts are not settled",
    'the sequencer takes receipts again',
    "the sequencer accepts the provider's account now",
  ]);
  expect(lines.join()).not.toContain('123456');
});

test('behavior: a source that knows its allowances by heart is silent', async () => {
  const { log, lines } = createNotes();
  const provider = createTestProvider({ log });
  const stranger = createStaticAllowanceSource([provider.allowance]);
  await (await pay(createTestProvider({ log, allowances: stranger }), compute(3), compute(3))).settle();
  expect(lines).toEqual([]);
});
