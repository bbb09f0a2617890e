import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPayingFetch } from '@tallystick/prover/consumer';
import type { Units } from '@tallystick/prover/core';
import { createAllowanceOpener } from '@tallystick/prover/opening';
import {
  createGateway,
  createMemoryReceiptStore,
  createSequencerAllowanceSource,
  fastifyGateway,
} from '@tallystick/prover/provider';
import fastify, { type FastifyInstance } from 'fastify';
import type { HDAccount } from 'viem/accounts';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { developmentWallet, openAccount, type Participant } from '../../examples/demo/openAccounts.js';
import { type SequencerWorld, startSequencerWorld } from '../support/startSequencerWorld.js';

const prices: Units = { computeUnitSeconds: 3n, storageGibHours: 0n, egressMib: 0n };
/** Token base units of an allowance: three requests. */
const amount = 45n;

function keyOf(wallet: HDAccount) {
  const { privateKey } = wallet.getHdKey();
  return privateKeyToAccount(`0x${Buffer.from(privateKey ?? []).toString('hex')}`);
}

/** From a 402 of a provider that the client knows nothing of to a payment. The tests are one story and run in order. */
describe('opening on demand', () => {
  let world: SequencerWorld;
  let provider: Participant;
  let app: FastifyInstance;
  let origin: string;
  let folder: string;
  const account = keyOf(developmentWallet(2));

  beforeAll(async () => {
    world = await startSequencerWorld({ shape: 'tiny' });
    folder = await mkdtemp(join(tmpdir(), 'tallystick-opening-'));
    const { rpcUrl, deployment } = world;
    const sequencer = world.client();
    provider = await openAccount({
      rpcUrl,
      deployment,
      sequencer,
      wallet: developmentWallet(1),
      providerSerial: 0,
      amount: 0n,
    });
    await world.mint(account.address, 1_000n);
    const { chainId, rollup, token } = deployment;
    const gateway = createGateway({
      chainId,
      rollup,
      token,
      providerSerial: provider.serial,
      prices,
      store: createMemoryReceiptStore(),
      allowances: createSequencerAllowanceSource({ sequencer, ttlMs: 100 }),
      sequencer: world.url(),
    });
    app = fastify({ forceCloseConnections: true });
    await app.register(fastifyGateway, { gateway, units: { computeUnitSeconds: 5n } });
    app.get('/infer', async () => ({ answer: 42 }));
    origin = await app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    await app?.close();
    await world?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (maxAmount = 90n) => {
    const { deployment, rpcUrl } = world;
    return createAllowanceOpener({
      account,
      deployment,
      rpcUrl,
      amount,
      maxAmount,
      folder,
      pollIntervalMs: 50,
      timeoutMs: 600_000,
    });
  };
  const pay = (opener: ReturnType<typeof open>) => createPayingFetch({ open: opener.open, maxAmount: 1_000n });

  test('default: one opening for requests at once', async () => {
    const opener = open();
    const fetchPaid = pay(opener);
    const answers = await Promise.all([1, 2].map(() => fetchPaid(`${origin}/infer`)));
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([{ answer: 42 }, { answer: 42 }]);
    expect(await world.tokens(account.address)).toBe(955n);
    await opener.close();
  });

  test('behavior: an open that a crash kept from being noted is gone on with, and a used up one followed by another', async () => {
    const path = join(folder, 'allowances.json');
    const { version, records } = JSON.parse(await readFile(path, 'utf8'));
    const [{ serial, transactionHash, ...record }] = records;
    const crashed = { ...record, status: 'opening', registered: false };
    await writeFile(path, JSON.stringify({ version, records: [crashed] }));
    const opener = open();
    const fetchPaid = pay(opener);
    expect((await fetchPaid(`${origin}/infer`)).status).toBe(200);
    expect(await world.tokens(account.address)).toBe(955n);
    expect(JSON.parse(await readFile(path, 'utf8')).records[0]).toMatchObject({
      serial,
      transactionHash,
      status: 'open',
    });
    for (let i = 0; i < 3; i++) expect((await fetchPaid(`${origin}/infer`)).status).toBe(200);
    expect(await world.tokens(account.address)).toBe(910n);
    await expect(fetchPaid(`${origin}/infer`)).rejects.toMatchObject({
      code: 'client/cap-exceeded',
      facts: { field: 'open.maxAmount', given: 135n },
    });
    expect(await world.tokens(account.address)).toBe(910n);
    await opener.close();
  });
});
