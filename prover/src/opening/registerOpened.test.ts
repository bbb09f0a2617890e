import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AllowanceRecord } from '../clientFiles/book/AllowanceRecord.js';
import { createAllowanceBook } from '../clientFiles/book/createAllowanceBook.js';
import { loadCrypto } from '../core/hash/crypto.js';
import { ZERO_UNITS } from '../core/units.js';
import { createSequencerClient } from '../sequencerClient/createSequencerClient.js';
import { registerOpened } from './registerOpened.js';

await loadCrypto();

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-register-'));
});
afterEach(() => rm(folder, { recursive: true }));

const word = (value: number): string => `0x${value.toString(16).padStart(64, '0')}`;
const units = { computeUnitSeconds: '0', storageGibHours: '0', egressMib: '0' };

/** A sequencer's answers on the wire: it knows an account once it was given the terms. */
function answers(unknown: { status: number; code: string }) {
  const given: string[] = [];
  const answer = (status: number, body: object) => new Response(JSON.stringify(body), { status });
  const send: typeof fetch = async (_url, init) => {
    if (init?.method === 'POST') {
      given.push(`${init.body}`);
      return answer(200, { serial: 7, status: 'queued' });
    }
    const { status, code } = unknown;
    if (given.length === 0) return answer(status, { code, error: code, meaning: '', remedy: '', facts: {} });
    const owner = { x: word(1), y: word(2) };
    const terms = { providerSerial: 2, prices: units, expiry: 10, viewKey: word(99) };
    return answer(200, { serial: 7, owner, terms, balance: '100', counters: units, nonce: 0, status: 'open' });
  };
  return { given, sequencer: createSequencerClient({ url: 'https://sequencer.example', fetch: send }) };
}

async function recorded(registered: boolean) {
  const book = createAllowanceBook(folder);
  const record: AllowanceRecord & { serial: number } = {
    ...{ chainId: 31337, rollup: `0x${'11'.repeat(20)}`, index: 0, owner: { x: 1n, y: 2n } },
    terms: { providerSerial: 2, prices: ZERO_UNITS, expiry: 10, viewKey: 99n },
    ...{ amount: 100n, status: 'open', serial: 7, registered },
  };
  await book.update(() => [record]);
  return { book, record, timeoutMs: 1_000, pollIntervalMs: 1 };
}

const UNKNOWN = { status: 404, code: 'sequencer/unknown-account' };

test('default', async () => {
  const { given, sequencer } = answers(UNKNOWN);
  const parameters = await recorded(false);
  await registerOpened({ ...parameters, sequencer });
  expect(given).toHaveLength(1);
  expect(await parameters.book.list()).toMatchObject([{ registered: true }]);
});

test('behavior: whose terms went to another sequencer is registered at the one that does not know it', async () => {
  const { given, sequencer } = answers(UNKNOWN);
  await registerOpened({ ...(await recorded(true)), sequencer });
  expect(given.map((body) => JSON.parse(body).serial)).toEqual([7]);
});

test('error: what a sequencer refuses otherwise is not answered with the terms', async () => {
  const { given, sequencer } = answers({ status: 401, code: 'sequencer/unauthorized' });
  const parameters = await recorded(true);
  await expect(registerOpened({ ...parameters, sequencer })).rejects.toMatchObject({ code: 'sequencer/unauthorized' });
  expect(given).toEqual([]);
});
