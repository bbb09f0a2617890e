import { expect, test } from 'vitest';
import type { TallystickError } from '../../core/errors/TallystickError.js';
import { ZERO_UNITS } from '../../core/units.js';
import { apiError } from '../../sequencerClient/apiErrors.js';
import type { SequencerAccount, SequencerClient } from '../../sequencerClient/SequencerClient.js';
import { sequencerClientError } from '../../sequencerClient/sequencerClientErrors.js';
import type { ArchivedAllowance } from './AllowanceArchive.js';
import { createSequencerAllowanceSource } from './createSequencerAllowanceSource.js';

const account: SequencerAccount = {
  serial: 7,
  owner: { x: 1n, y: 2n },
  terms: { providerSerial: 2, prices: ZERO_UNITS, expiry: 9 },
  balance: 12n,
  counters: ZERO_UNITS,
  nonce: 0,
  status: 'open',
};

function createSource(answer: (viewKey: bigint) => SequencerAccount) {
  const time = { ms: 0 };
  const asked: bigint[] = [];
  const getAccount: SequencerClient['getAccount'] = async ({ viewKey }) => {
    asked.push(viewKey);
    return answer(viewKey);
  };
  const sequencer = { getAccount } as SequencerClient;
  return {
    source: createSequencerAllowanceSource({ sequencer, clockMs: () => time.ms, ttlMs: 100, unknownTtlMs: 10 }),
    time,
    asked,
  };
}

test('default', async () => {
  const { source, asked } = createSource(() => account);
  expect(await source.get({ serial: 7 })).toBeUndefined();
  expect(asked).toEqual([]);
  const { owner, terms } = account;
  const expected = { serial: 7, owner, terms, balance: 12n, settled: ZERO_UNITS };
  expect(await Promise.all([1, 2].map(() => source.get({ serial: 7, viewKey: 99n })))).toEqual([expected, expected]);
  expect(await source.get({ serial: 7 })).toEqual(expected);
  expect(asked).toEqual([99n]);
});

test('behavior: the terms are archived once, before anything is served', async () => {
  const put: ArchivedAllowance[] = [];
  let fails = true;
  const source = createSequencerAllowanceSource({
    sequencer: { getAccount: async () => account } as unknown as SequencerClient,
    archive: {
      put: async (allowance) => {
        if (fails) throw new Error('disk full');
        put.push(allowance);
      },
    },
  });
  await expect(source.get({ serial: 7, viewKey: 99n })).rejects.toThrow('disk full');
  expect(await source.get({ serial: 7 })).toBeUndefined();
  fails = false;
  await source.get({ serial: 7, viewKey: 99n });
  await source.get({ serial: 7, viewKey: 99n });
  expect(put).toEqual([{ serial: 7, terms: { ...account.terms, viewKey: 99n } }]);
});

test('behavior: asks again after a while, and goes on with what it knows while that fails', async () => {
  let balance = 12n;
  const { source, time, asked } = createSource(() => {
    if (balance === 0n) throw sequencerClientError('sequencer-client/unreachable');
    return { ...account, balance };
  });
  await source.get({ serial: 7, viewKey: 99n });
  balance = 5n;
  time.ms = 101;
  await source.get({ serial: 7 });
  await source.get({ serial: 7 });
  expect((await source.get({ serial: 7 }))?.balance).toBe(5n);
  balance = 0n;
  time.ms = 300;
  await source.get({ serial: 7 });
  expect((await source.get({ serial: 7 }))?.balance).toBe(5n);
  expect(asked).toEqual([99n, 99n, 99n]);
});

test('behavior: a wrong view key is remembered for a while, and does not stand in the way of the right one', async () => {
  const { source, time, asked } = createSource((viewKey) => {
    if (viewKey !== 99n) throw apiError('sequencer/unauthorized');
    return account;
  });
  for (let i = 0; i < 3; i++) expect(await source.get({ serial: 7, viewKey: 1n })).toBeUndefined();
  expect(asked).toEqual([1n]);
  expect(await source.get({ serial: 7, viewKey: 99n })).toBeDefined();
  time.ms = 11;
  expect(await source.get({ serial: 8, viewKey: 1n })).toBeUndefined();
  expect(asked).toEqual([1n, 99n, 1n]);
});

test('behavior: an opening that no batch has taken yet is not an allowance', async () => {
  const { source } = createSource(() => ({ ...account, status: 'queued' }));
  expect(await source.get({ serial: 7, viewKey: 99n })).toBeUndefined();
});

test('behavior: what the sequencer takes back after a reorganisation of the chain is no allowance any more', async () => {
  let status = 'open';
  const { source, time } = createSource(() => ({ ...account, status }));
  await source.get({ serial: 7, viewKey: 99n });
  status = 'queued';
  time.ms = 101;
  await source.get({ serial: 7 });
  // It is asked in the background.
  await new Promise(setImmediate);
  expect(await source.get({ serial: 7 })).toBeUndefined();
});

test('error: a sequencer that cannot be reached', async () => {
  const { source } = createSource(() => {
    throw sequencerClientError('sequencer-client/unreachable');
  });
  await expect(source.get({ serial: 7, viewKey: 99n })).rejects.toMatchObject({ code: 'sequencer-client/unreachable' });
});

test('behavior: random serials use up a bounded share of questions, and what is known is served and renewed', async () => {
  const time = { ms: 0 };
  const asked: number[] = [];
  const sequencer = {
    getAccount: async ({ serial }: { serial: number }) => {
      asked.push(serial);
      if (serial !== 7) throw apiError('sequencer/unknown-account');
      return account;
    },
  } as unknown as SequencerClient;
  const source = createSequencerAllowanceSource({
    sequencer,
    clockMs: () => time.ms,
    ttlMs: 100,
    maxQuestionsPerSecond: 3,
  });
  await source.get({ serial: 7, viewKey: 99n });
  time.ms = 500;
  const answers: unknown[] = [];
  for (let serial = 100; serial < 110; serial++) {
    answers.push(await source.get({ serial, viewKey: 1n }).catch((error: TallystickError) => error.facts));
  }
  const surplus = { field: null, expected: 'at most 3 a second', retryAfterSeconds: 1 };
  expect(answers).toEqual([undefined, undefined, ...Array(8).fill(surplus)]);
  expect(await source.get({ serial: 7 })).toMatchObject({ serial: 7 });
  // What is remembered as unknown takes nothing of it, in the next second either.
  time.ms = 1_000;
  for (let i = 0; i < 10; i++) expect(await source.get({ serial: 100, viewKey: 1n })).toBeUndefined();
  expect(await source.get({ serial: 105, viewKey: 1n })).toBeUndefined();
  expect(asked).toEqual([7, 100, 101, 7, 105]);
});

test('behavior: after a restart, strangers do not keep those from being asked for who were served before', async () => {
  const asked: number[] = [];
  const sequencer = {
    async getAccount({ serial }: { serial: number }) {
      asked.push(serial);
      if (serial >= 100) throw apiError('sequencer/unknown-account');
      return { ...account, serial };
    },
  } as unknown as SequencerClient;
  const terms = { ...account.terms, viewKey: 99n };
  let isReadable = true;
  const archive = {
    put: async () => undefined,
    async *list() {
      for (const serial of [1, 2, 3, 4]) yield { serial, terms };
      if (!isReadable) throw new Error('no folder');
    },
  };
  const options = { sequencer, archive, clockMs: () => 0, maxQuestionsPerSecond: 3 };
  for (isReadable of [true, false]) {
    const source = createSequencerAllowanceSource(options);
    await new Promise((resolve) => setImmediate(resolve));
    const ask = (serial: number, viewKey = 99n) =>
      source.get({ serial, viewKey }).catch((error: TallystickError) => error.code);
    for (let serial = 100; serial < 103; serial++) expect(await ask(serial)).toBeUndefined();
    // Who names a known serial without its key is a stranger, and so is who is new.
    expect([await ask(1, 98n), await ask(5), await ask(103)]).toEqual(Array(3).fill('gateway/busy'));
    expect([await ask(1), await ask(2), await ask(3)]).toMatchObject([{ serial: 1 }, { serial: 2 }, { serial: 3 }]);
    // They have their bounds too.
    expect(await ask(4)).toBe('gateway/busy');
    expect(asked.splice(0)).toEqual([100, 101, 102, 1, 2, 3]);
  }
});

test('behavior: so many questions at once, one for all that ask the same', async () => {
  const waiting: (() => void)[] = [];
  const sequencer = {
    getAccount: ({ serial }: { serial: number }) =>
      new Promise<SequencerAccount>((resolve) => waiting.push(() => resolve({ ...account, serial }))),
  } as unknown as SequencerClient;
  const source = createSequencerAllowanceSource({ sequencer, clockMs: () => 0, maxQuestionsAtOnce: 2 });
  const get = (serial: number) => source.get({ serial, viewKey: 99n });
  const under = [get(1), get(1), get(2), get(1)];
  await expect(get(3)).rejects.toMatchObject({
    code: 'gateway/busy',
    status: 503,
    facts: { expected: 'at most 2 at once' },
  });
  expect(waiting).toHaveLength(2);
  for (const answer of waiting.splice(0)) answer();
  expect((await Promise.all(under)).map((allowance) => allowance?.serial)).toEqual([1, 1, 2, 1]);
  const third = get(3);
  waiting[0]?.();
  expect(await third).toMatchObject({ serial: 3 });
});

test.each(['maxQuestionsAtOnce', 'maxQuestionsPerSecond'])('error: %s out of range', (field) => {
  for (const given of [0, 1.5, 1_000_001]) {
    expect(() => createSequencerAllowanceSource({ sequencer: {} as SequencerClient, [field]: given })).toThrow(
      expect.objectContaining({ code: 'gateway/bad-configuration', facts: expect.objectContaining({ field, given }) }),
    );
  }
});
