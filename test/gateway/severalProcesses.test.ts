import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPayingFetch } from '@tallystick/prover/consumer';
import { loadCrypto } from '@tallystick/prover/core';
import { createLmdbReceiptStore } from '@tallystick/prover/provider';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { compute, createTestProvider, NOW } from '../support/createTestProvider.js';

type Sharing = { child: ChildProcess; origin: string };

const started: ChildProcess[] = [];
let provider: ReturnType<typeof createTestProvider>;
let folder: string;
let path: string;
let count = 0;
beforeAll(async () => {
  await loadCrypto();
  provider = createTestProvider();
  folder = await mkdtemp(join(tmpdir(), 'tallystick-sharing-'));
});
beforeEach(() => {
  path = join(folder, `store-${count++}`);
});
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** The next message of a child that has a field. */
async function told<Message>(child: ChildProcess, field: keyof Message): Promise<Message> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [Message & object];
    if (field in message) return message;
  }
}

async function start(): Promise<Sharing> {
  const source = fileURLToPath(new URL('support/runSharingGateway.ts', import.meta.url));
  const runner = fileURLToPath(new URL('../support/runSource.mjs', import.meta.url));
  const child = fork(runner, [source], { env: { ...process.env, STORE_PATH: path } });
  started.push(child);
  const { port } = await told<{ port: number }>(child, 'port');
  return { child, origin: `http://127.0.0.1:${port}` };
}

async function end(...sharing: Sharing[]): Promise<void> {
  await Promise.all(
    sharing.map(({ child }) => {
      child.send('end');
      return once(child, 'exit');
    }),
  );
}

async function usedBy(serial: number) {
  const store = createLmdbReceiptStore({ path });
  const record = await store.get(serial);
  await store.close();
  return record?.used;
}

test('default: one unit, asked for at two processes at once, is served by one of them', {
  timeout: 60_000,
}, async () => {
  const [first, second] = await Promise.all([start(), start()]);
  const both = [first, second];
  for (let round = 1; round <= 5; round++) {
    await Promise.all(
      both.map(({ child }) => {
        child.send('hold');
        return told(child, 'holding' as never);
      }),
    );
    const headers = { 'x-payment': provider.pay(provider.sign(compute(round))) };
    const serving = Promise.all(both.map(({ child }) => told(child, 'serving' as never)));
    const answers = both.map(({ origin }) => fetch(`${origin}/work`, { headers }));
    // Both have admitted it, and neither has charged.
    await serving;
    for (const { child } of both) child.send('go');
    const responses = await Promise.all(answers);
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 402]);
    const refused = responses.find(({ status }) => status === 402);
    expect(await refused?.json()).toMatchObject({
      code: 'gateway/payment-insufficient',
      // What the other one charged is known by now.
      accepts: [{ extra: { serial: 7, unitsOwed: { computeUnitSeconds: `${round + 1}` } } }],
    });
  }
  await end(...both);
  expect(await usedBy(7)).toEqual(compute(5));
});

test('behavior: a client that pays is served by either, whatever the other has charged', {
  timeout: 60_000,
}, async () => {
  const both = await Promise.all([start(), start()]);
  const origin = 'http://127.0.0.1';
  let sent = 0;
  const payingFetch = createPayingFetch({
    allowances: [provider.consumer(origin)],
    maxAmount: 1000n,
    clock: () => NOW,
    // As a balancer before them does.
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const target = both[sent++ % 2]?.origin ?? '';
      return fetch(new Request(request.url.replace(origin, target), request));
    },
  });
  const statuses: number[] = [];
  for (let i = 0; i < 20; i++) {
    const several = Array.from({ length: 3 }, async () => (await payingFetch(`${origin}/work`)).status);
    statuses.push(...(await Promise.all(several)));
  }
  expect(new Set(statuses)).toEqual(new Set([200]));
  await end(...both);
  expect(await usedBy(7)).toEqual(compute(60));
});
