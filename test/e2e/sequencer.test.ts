import { claimWithdrawal, decodeRollupEvents, openAllowance } from '@tallystick/prover/chain';
import {
  accessToken,
  type Receipt,
  serializeReceipt,
  signReceipt,
  signWithdrawal,
  type Units,
} from '@tallystick/prover/core';
import type { AccountAccess, SequencerAccount } from '@tallystick/prover/sequencer-client';
import { type ProvingWorker, startWorker } from '@tallystick/sequencer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainClients, developmentWallet, openAccount, type Participant } from '../../examples/demo/openAccounts.js';
import { waitUntil } from '../../examples/demo/waitUntil.js';
import { offsetKey } from '../../prover/test-support/offsetKeys.js';
import { openingBody } from '../support/openingBody.js';
import { type SequencerWorld, startSequencerWorld } from '../support/startSequencerWorld.js';

const prices: Units = { computeUnitSeconds: 3n, storageGibHours: 5n, egressMib: 7n };
const deposit = 1_000_000n;
const lifetimeSeconds = 100_000;

/** Serials that the latest batch on the chain touched, in the order of its slots. */
async function lastTouched({ operator, deployment }: SequencerWorld): Promise<number[]> {
  const { rollup, deployedAtBlock } = deployment;
  const logs = await operator.publicClient.getLogs({ address: rollup, fromBlock: deployedAtBlock });
  const last = decodeRollupEvents(logs, rollup).findLast(({ type }) => type === 'settled');
  return last?.type === 'settled' ? last.updates.map(({ serial }) => serial) : [];
}

/** A sequencer with its real database, chain and proofs. The tests are one story and run in order. */
describe('sequencer', () => {
  let world: SequencerWorld;
  let provider: Participant;
  let consumer: Participant;
  let expiry: number;

  const account = ({ serial, terms }: Participant): Promise<SequencerAccount> =>
    world.client().getAccount({ serial, viewKey: terms.viewKey });
  /** Who settles: the provider, by its view key. */
  let settling: AccountAccess;
  const unitsOf = (n: bigint): Units => ({ computeUnitSeconds: n, storageGibHours: 2n * n, egressMib: 0n });
  const costOf = (n: bigint) => n * 3n + 2n * n * 5n;
  const receiptOf = (units: Units, change: Partial<Receipt> = {}, key = consumer.key.privateKey): Receipt =>
    signReceipt({ domain: world.deployment.domain, serial: consumer.serial, units, privateKey: key, ...change });
  const settled = (n: bigint) =>
    waitUntil(`settlement of ${n}`, async () => {
      const { counters } = await account(consumer);
      return counters.computeUnitSeconds === n ? true : undefined;
    });
  const post = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${accessToken(settling)}` };
    const response = await fetch(`${world.url()}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  beforeAll(async () => {
    world = await startSequencerWorld({ shape: 'tiny' });
    const { rpcUrl, deployment } = world;
    const open = { rpcUrl, deployment, sequencer: world.client() };
    const [providerWallet, consumerWallet] = [developmentWallet(1), developmentWallet(2)];
    await world.mint(consumerWallet.address, deposit);
    provider = await openAccount({ ...open, wallet: providerWallet, providerSerial: 0, amount: 0n });
    const { timestamp } = await world.operator.publicClient.getBlock();
    expiry = Number(timestamp) + lifetimeSeconds;
    const { serial: providerSerial } = provider;
    settling = { serial: providerSerial, viewKey: provider.terms.viewKey };
    consumer = await openAccount({ ...open, wallet: consumerWallet, providerSerial, prices, expiry, amount: deposit });
    for (const party of [provider, consumer]) {
      await waitUntil('accounts open', async () => ((await account(party)).status === 'open' ? true : undefined));
    }
  });
  afterAll(() => world?.close());

  test('default: a receipt is settled by a proved batch; the provider and the operator are paid to the unit', async () => {
    const receipt = receiptOf(unitsOf(100n));
    const accepted = await post('/v1/settlements', serializeReceipt(receipt));
    expect(accepted).toMatchObject({ status: 202, body: { serial: consumer.serial, status: 'pending' } });
    await settled(100n);
    const cost = costOf(100n);
    const fee = (cost * BigInt(world.deployment.feeBps)) / 10_000n;
    expect((await account(consumer)).balance).toBe(deposit - cost);
    expect((await account(provider)).balance).toBe(cost - fee);
    const answer = await fetch(`${world.url()}/v1/settlements/${accepted.body.id}`);
    expect(await answer.json()).toMatchObject({ status: 'final', amount: `${cost}`, fee: `${fee}` });
    // The same receipt again is the same settlement.
    expect(await post('/v1/settlements', serializeReceipt(receipt))).toMatchObject({
      body: { id: accepted.body.id, status: 'final' },
    });
    const { batches } = await world.client().getBatches();
    expect(batches[0]).toMatchObject({ status: 'final', shape: 'tiny', settlements: 1 });
    expect(Number(batches[0]?.proofBytes)).toBeGreaterThan(1000);
  });

  test('behavior: accounts for keys that the prover can’t multiply are cover like any other, and hold nobody up', async () => {
    const { rpcUrl, deployment } = world;
    const wallet = developmentWallet(4);
    await world.mint(wallet.address, 3n);
    const poisoned: number[] = [];
    for (const divisor of [1n, -1n, -15n]) {
      const owner = offsetKey(divisor);
      const terms = { providerSerial: provider.serial, prices, expiry, viewKey: 2n ** 128n + BigInt(poisoned.length) };
      const clients = chainClients(rpcUrl, wallet);
      const { serial } = await openAllowance({ ...clients, rollup: deployment.rollup, owner, terms, amount: 1n });
      await world.client().registerAccount({ serial, owner, terms });
      await waitUntil('it to be open', async () => {
        const { status } = await world.client().getAccount({ serial, viewKey: terms.viewKey });
        return status === 'open' ? true : undefined;
      });
      poisoned.push(serial);
    }
    await world.client().submitSettlement(receiptOf(unitsOf(101n)), { provider: settling });
    await settled(101n);
    // There is no other cover: each of them stood in a slot that checks no signature.
    const touched = await lastTouched(world);
    expect(touched.slice(0, 4).sort((a, b) => a - b)).toEqual([consumer.serial, ...poisoned]);
  });

  test('behavior: an allowance that was not disclosed is opened too, and can be registered afterwards', async () => {
    const { rpcUrl, deployment } = world;
    const wallet = developmentWallet(3);
    await world.mint(wallet.address, 5000n);
    let registration: (() => Promise<unknown>) | undefined;
    const client = world.client();
    const late = {
      ...client,
      registerAccount: async (opening: Parameters<typeof client.registerAccount>[0]) => {
        registration = () => client.registerAccount(opening);
        return { serial: opening.serial, status: 'queued' as const };
      },
    };
    const terms = { providerSerial: provider.serial, prices, expiry, amount: 5000n };
    const party = await openAccount({ rpcUrl, deployment, sequencer: late, wallet, ...terms });
    await waitUntil('the open to be taken', async () => {
      const { batches } = await client.getBatches();
      const opened = batches.reduce((sum, { status, opens }) => sum + (status === 'final' ? opens : 0), 0);
      return opened === party.serial ? true : undefined;
    });
    await registration?.();
    expect(await account(party)).toMatchObject({ status: 'open', balance: 5000n, nonce: 0 });
    const units = unitsOf(10n);
    const { serial, key } = party;
    const { domain } = deployment;
    await client.submitSettlement(signReceipt({ domain, serial, units, privateKey: key.privateKey }), {
      provider: settling,
    });
    await waitUntil('its settlement', async () =>
      (await account(party)).balance === 5000n - costOf(10n) ? true : undefined,
    );
  });

  test('behavior: a restart between two batches loses nothing, and the next batch works', async () => {
    const before = await account(consumer);
    await world.stop();
    await world.start();
    expect(await account(consumer)).toEqual(before);
    await world.client().submitSettlement(receiptOf(unitsOf(150n)), { provider: settling });
    await settled(150n);
    expect((await account(consumer)).balance).toBe(deposit - costOf(150n));
  });

  test('behavior: stopped while it proves, the batch is taken up again', async () => {
    const proving = new Promise<void>((resolve) => {
      void world
        .stop()
        .then(() =>
          world.start({ onProgress: ({ step, status }) => step === 'prove' && status === 'start' && resolve() }),
        );
    });
    await waitUntil('restart', async () => {
      try {
        return world.url();
      } catch {
        return undefined;
      }
    });
    await world.client().submitSettlement(receiptOf(unitsOf(160n)), { provider: settling });
    await proving;
    await world.stop();
    await world.start();
    await settled(160n);
    expect((await account(consumer)).balance).toBe(deposit - costOf(160n));
  });

  test('behavior: a proving process that is killed is started again, and the batch is proved as it is', async () => {
    await world.stop();
    const crashes: number[] = [];
    let worker: ProvingWorker | undefined;
    await world.start({
      startWorker(parameters) {
        worker = startWorker(parameters);
        return worker;
      },
      onProgress({ step, status }) {
        const pid = worker?.pid();
        if (step !== 'prove' || status !== 'start' || pid === undefined || crashes.length > 0) return;
        crashes.push(pid);
        process.kill(pid, 'SIGKILL');
      },
    });
    const { batches: before } = await world.client().getBatches();
    await world.client().submitSettlement(receiptOf(unitsOf(165n)), { provider: settling });
    await settled(165n);
    expect(crashes).toHaveLength(1);
    expect((await account(consumer)).balance).toBe(deposit - costOf(165n));
    const { batches } = await world.client().getBatches();
    const made = batches.filter(({ id }) => !before.some((batch) => batch.id === id));
    expect(made).toMatchObject([{ status: 'final' }]);
  });

  test('behavior: a second sequencer on the same database stands by, and takes over within 15 s', async () => {
    const running = world.sequencer();
    const standby = world.start();
    await waitUntil('the standby', async () => (world.logs().includes('this one stands by') ? true : undefined));
    expect(world.sequencer()).toBe(running);
    expect((await fetch(`${world.url()}/readyz`)).status).toBe(200);
    const startMs = performance.now();
    await running.stop();
    await standby;
    expect(performance.now() - startMs).toBeLessThan(15_000);
    expect(world.sequencer()).not.toBe(running);
    await world.client().submitSettlement(receiptOf(unitsOf(168n)), { provider: settling });
    await settled(168n);
  });

  test('error: every bad receipt is refused with code, field and remedy, and nothing changes', async () => {
    const before = [await account(consumer), await account(provider)];
    const { domain } = world.deployment;
    const good = serializeReceipt(receiptOf(unitsOf(200n)));
    const cases: [code: string, status: number, field: string, body: unknown][] = [
      [
        'receipt/bad-signature',
        401,
        'signature',
        serializeReceipt(receiptOf(unitsOf(200n), {}, provider.key.privateKey)),
      ],
      ['receipt/wrong-domain', 422, 'domain', serializeReceipt(receiptOf(unitsOf(200n), { domain: domain + 1n }))],
      ['receipt/lower-than-settled', 409, 'units.computeUnitSeconds', serializeReceipt(receiptOf(unitsOf(99n)))],
      [
        'receipt/counter-out-of-range',
        400,
        'units.egressMib',
        { ...good, units: { ...good.units, egressMib: `${2n ** 44n}` } },
      ],
      ['sequencer/beyond-balance', 422, 'units', serializeReceipt(receiptOf(unitsOf(1_000_000n)))],
      ['receipt/malformed', 400, 'units.egressMib', { ...good, units: { ...good.units, egressMib: 3 } }],
      ['receipt/malformed', 400, 'extra', { ...good, extra: 1 }],
      ['receipt/malformed', 400, 'body', []],
      ['sequencer/unknown-account', 404, 'serial', serializeReceipt(receiptOf(unitsOf(200n), { serial: 4_000_000 }))],
      [
        'sequencer/not-an-allowance',
        422,
        'serial',
        serializeReceipt(receiptOf(unitsOf(200n), { serial: provider.serial }, provider.key.privateKey)),
      ],
    ];
    for (const [code, status, field, body] of cases) {
      const answer = await post('/v1/settlements', body);
      expect(answer, code).toMatchObject({ status, body: { code, field } });
      expect(answer.body.remedy, code).toMatch(/\w+/);
    }
    const notJson = await fetch(`${world.url()}/v1/settlements`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(notJson.status).toBe(400);
    expect(await notJson.json()).toMatchObject({ code: 'sequencer/malformed', field: 'body' });
    expect([await account(consumer), await account(provider)]).toEqual(before);
  });

  test('error: bad registrations and reads are refused, and no secret is told', async () => {
    const { key, terms } = consumer;
    const whole = openingBody({ serial: consumer.serial, privateKey: key.privateKey, terms });
    const { viewKey: _, ...known } = whole.terms;
    const opening = { ...whole, terms: known };
    expect(await post('/v1/accounts', opening)).toMatchObject({
      status: 400,
      body: { code: 'sequencer/malformed', field: 'terms.viewKey' },
    });
    const client = world.client();
    const refusals = [
      client.registerAccount({ serial: 999_999, owner: key.publicKey, terms }),
      client.registerAccount({ serial: consumer.serial, owner: provider.key.publicKey, terms }),
      client.registerAccount({
        serial: consumer.serial,
        owner: key.publicKey,
        terms: { ...terms, expiry: expiry + 1 },
      }),
      client.registerAccount({ serial: consumer.serial, owner: { x: 1n, y: 1n }, terms }),
      client.getAccount({ serial: consumer.serial, viewKey: terms.viewKey + 1n }),
    ];
    const codes = await Promise.all(refusals.map((call) => call.then(String, (error: { code: string }) => error.code)));
    expect(codes).toEqual([
      'sequencer/unknown-open',
      'sequencer/owner-mismatch',
      'sequencer/terms-mismatch',
      'account/owner-off-curve',
      'sequencer/unauthorized',
    ]);
    const route = await fetch(`${world.url()}/v2/nothing`);
    expect(await route.json()).toMatchObject({ code: 'sequencer/unknown-route' });
    const shown = JSON.stringify(
      await client.getAccount({ serial: consumer.serial, viewKey: terms.viewKey }),
      (_, v) => (typeof v === 'bigint' ? v.toString(16) : v),
    );
    expect(`${shown}${world.logs()}`).not.toContain(terms.viewKey.toString(16));
  });

  test('default: a provider withdraws and claims; wrong nonces, replays and other hands are refused', async () => {
    const { domain, rollup } = world.deployment;
    const { balance, nonce } = await account(provider);
    const recipient = provider.wallet.address;
    const order = { domain, serial: provider.serial, nonce, amount: balance, recipient };
    const { privateKey } = provider.key;
    const client = world.client();
    const refusals = [
      client.submitWithdrawal(signWithdrawal({ ...order, nonce: nonce + 1, privateKey })),
      client.submitWithdrawal(signWithdrawal({ ...order, amount: balance + 1n, privateKey })),
      client.submitWithdrawal(signWithdrawal({ ...order, privateKey: consumer.key.privateKey })),
      client.submitWithdrawal({ ...signWithdrawal({ ...order, privateKey }), amount: 0n }),
      client.submitWithdrawal(
        signWithdrawal({ ...order, serial: consumer.serial, amount: 1n, privateKey: consumer.key.privateKey }),
      ),
    ];
    const codes = await Promise.all(refusals.map((call) => call.then(String, (error: { code: string }) => error.code)));
    expect(codes).toEqual([
      'sequencer/wrong-nonce',
      'sequencer/beyond-balance',
      'withdrawal/bad-signature',
      'withdrawal/malformed',
      'sequencer/not-expired',
    ]);
    expect((await account(provider)).balance).toBe(balance);

    const signed = signWithdrawal({ ...order, privateKey });
    const { id } = await client.submitWithdrawal(signed);
    await waitUntil('the withdrawal', async () => ((await account(provider)).balance === 0n ? true : undefined));
    expect(await client.submitWithdrawal(signed)).toMatchObject({ id, status: 'final' });
    const again = client.submitWithdrawal(signWithdrawal({ ...order, amount: 1n, privateKey }));
    await expect(again).rejects.toMatchObject({ code: 'sequencer/wrong-nonce' });
    const held = await world.tokens(recipient);
    await claimWithdrawal({ ...chainClients(world.rpcUrl, provider.wallet), rollup, recipient });
    expect(await world.tokens(recipient)).toBe(held + balance);
  });

  test('behavior: after the expiry receipts are refused and the consumer gets the rest back', async () => {
    await world.test.increaseTime({ seconds: lifetimeSeconds });
    await world.test.mine({ blocks: 1 });
    const client = world.client();
    await waitUntil('the chain to be followed', async () => {
      const { chainTime } = await client.getState();
      return chainTime >= expiry ? true : undefined;
    });
    const late = client.submitSettlement(receiptOf(unitsOf(170n)), { provider: settling });
    await expect(late).rejects.toMatchObject({ code: 'sequencer/allowance-expired' });
    const { balance, nonce } = await account(consumer);
    const { domain } = world.deployment;
    const { serial, wallet, key } = consumer;
    const order = { domain, serial, nonce, amount: balance, recipient: wallet.address, privateKey: key.privateKey };
    await client.submitWithdrawal(signWithdrawal(order));
    await waitUntil('the withdrawal', async () => ((await account(consumer)).balance === 0n ? true : undefined));
  });

  test('behavior: health, readiness, metrics and the OpenAPI document are served', async () => {
    for (const path of ['/healthz', '/readyz', '/openapi.json']) {
      expect((await fetch(`${world.url()}${path}`)).status, path).toBe(200);
    }
    const metrics = await (await fetch(`${world.url()}/metrics`)).text();
    expect(metrics).toMatch(/tallystick_settlements_total \d/);
    expect(metrics).toMatch(/tallystick_http_requests_total\{route="\/v1\/settlements",status="422"\} \d/);
  });
});
