import { beforeAll, expect, test } from 'vitest';
import { accessToken } from '../core/domain.js';
import { fieldToHex } from '../core/field.js';
import { loadCrypto } from '../core/hash/crypto.js';
import { parseReceipt } from '../core/receipt/json.js';
import { ZERO_UNITS } from '../core/units.js';
import { createSequencerClient } from './createSequencerClient.js';

beforeAll(() => loadCrypto());

const zero = { computeUnitSeconds: '0', storageGibHours: '0', egressMib: '0' };
const account = {
  serial: 7,
  owner: { x: fieldToHex(1n), y: fieldToHex(2n) },
  terms: { providerSerial: 2, prices: { ...zero, egressMib: '5' }, expiry: 9 },
  balance: '12',
  counters: { ...zero, computeUnitSeconds: '3' },
  nonce: 0,
  status: 'open',
};

/** A client of a server that always gives the same answer, and the requests it got. */
function answering(body: unknown, status = 200) {
  const requests: Request[] = [];
  const send: typeof fetch = async (input, init) => {
    requests.push(new Request(input, init));
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });
  };
  return { client: createSequencerClient({ url: 'http://sequencer.example/base', fetch: send }), requests };
}

test('default', async () => {
  const { client, requests } = answering({ ...account, added: 'later' });
  expect(await client.getAccount({ serial: 7, viewKey: 99n })).toEqual({
    serial: 7,
    owner: { x: 1n, y: 2n },
    terms: { providerSerial: 2, prices: { ...ZERO_UNITS, egressMib: 5n }, expiry: 9 },
    balance: 12n,
    counters: { ...ZERO_UNITS, computeUnitSeconds: 3n },
    nonce: 0,
    status: 'open',
  });
  expect(requests[0]?.url).toBe('http://sequencer.example/base/v1/accounts/7');
  expect(requests[0]?.headers.get('authorization')).toBe(`Bearer ${accessToken({ viewKey: 99n, serial: 7 })}`);
});

const provider = { serial: 2, viewKey: 5n };

test('behavior: sends bigints as decimal strings and field elements as hex', async () => {
  const { client, requests } = answering({ status: 'pending' });
  const units = { ...ZERO_UNITS, egressMib: 4n };
  const signature = { s: fieldToHex(1n), e: fieldToHex(2n) };
  await client.registerAccount({
    serial: 7,
    owner: { x: 1n, y: 2n },
    terms: { providerSerial: 2, prices: units, expiry: 9, viewKey: 99n },
  });
  await client.submitSettlement({ domain: 3n, serial: 7, units, signature }, { provider });
  await client.getBatches({ limit: 5 });
  expect(await requests[0]?.json()).toEqual({
    serial: 7,
    owner: account.owner,
    terms: { providerSerial: 2, prices: { ...zero, egressMib: '4' }, expiry: 9, viewKey: fieldToHex(99n) },
  });
  expect(parseReceipt(await requests[1]?.json())).toEqual({ domain: 3n, serial: 7, units, signature });
  expect(requests[2]?.url).toBe('http://sequencer.example/base/v1/batches?limit=5');
});

test('behavior: pages of an account by its token; an idempotency key where one is given', async () => {
  const { client, requests } = answering({ settlements: [], next: null });
  await client.getAccountSettlements({ serial: 7, viewKey: 99n, limit: 2, before: 'ab' });
  expect(requests[0]?.url).toBe('http://sequencer.example/base/v1/accounts/7/settlements?limit=2&before=ab');
  expect(requests[0]?.headers.get('authorization')).toBe(`Bearer ${accessToken({ viewKey: 99n, serial: 7 })}`);
  const signature = { s: fieldToHex(1n), e: fieldToHex(2n) };
  await client.submitSettlement(
    { domain: 3n, serial: 7, units: ZERO_UNITS, signature },
    { provider, idempotencyKey: 'k-1' },
  );
  await client.submitSettlement({ domain: 3n, serial: 7, units: ZERO_UNITS, signature }, { provider });
  expect(requests.slice(1).map(({ headers }) => headers.get('idempotency-key'))).toEqual(['k-1', null]);
  // Who settles shows the provider's token, not the allowance's.
  expect(requests[1]?.headers.get('authorization')).toBe(`Bearer ${accessToken(provider)}`);
});

test('error: a code of the registry comes back as that error', async () => {
  const body = {
    code: 'receipt/lower-than-settled',
    message: 'too low',
    field: 'units',
    facts: { given: '1' },
    remedy: 'x',
  };
  const { client } = answering(body, 409);
  await expect(client.getState()).rejects.toMatchObject({
    code: 'receipt/lower-than-settled',
    message: 'too low',
    facts: { given: '1', field: 'units' },
    remedy: 'x',
  });
});

test('error: any other refusal', async () => {
  await expect(answering('<html>', 502).client.getState()).rejects.toMatchObject({
    code: 'sequencer-client/refused',
    facts: { status: 502, code: null },
  });
  await expect(answering({ code: 'toString' }, 418).client.getState()).rejects.toMatchObject({
    code: 'sequencer-client/refused',
    facts: { status: 418, code: 'toString' },
  });
});

test('error: an answer of another form', async () => {
  await expect(answering('[').client.getState()).rejects.toMatchObject({ code: 'sequencer-client/unexpected-answer' });
  const { client } = answering({ ...account, balance: 12 });
  await expect(client.getAccount({ serial: 7, viewKey: 99n })).rejects.toMatchObject({
    code: 'sequencer-client/unexpected-answer',
    facts: { field: 'balance' },
  });
});

test('error: a stream that falls silent, or never begins, is given up', async () => {
  const change = 'event: gap\nid: 6\ndata: {"after":4,"from":6}\n\n';
  const send: typeof fetch = async () =>
    new Response(new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode(change)) }));
  const url = 'http://sequencer.example';
  const stream = createSequencerClient({ url, fetch: send, silenceMs: 20 }).streamBatches();
  expect(await stream.next()).toMatchObject({ value: { cursor: 6 } });
  await expect(stream.next()).rejects.toMatchObject({
    code: 'sequencer-client/unreachable',
    message: 'The sequencer at http://sequencer.example did not answer in time: Nothing came for 20 ms.',
  });
  const never: typeof fetch = (_input, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
  const silent = createSequencerClient({ url, fetch: never, timeoutMs: 20 }).streamBatches();
  await expect(silent.next()).rejects.toMatchObject({
    code: 'sequencer-client/unreachable',
    message: expect.stringContaining('did not answer in time'),
  });
});

test('error: no answer; the token is not named', async () => {
  const send: typeof fetch = () => Promise.reject(new Error('refused'));
  const client = createSequencerClient({ url: 'http://sequencer.example', fetch: send });
  const error: unknown = await client.getAccount({ serial: 7, viewKey: 99n }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'sequencer-client/unreachable', facts: { path: 'v1/accounts/7' } });
  expect(JSON.stringify(error)).not.toContain(accessToken({ viewKey: 99n, serial: 7 }));
});

test('error: whether the answer was late or the connection refused; the reason of the socket', async () => {
  const messageOf = async (cause: unknown) => {
    const client = createSequencerClient({ url: 'http://sequencer.example', fetch: () => Promise.reject(cause) });
    const error: unknown = await client.getState().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'sequencer-client/unreachable', facts: { path: 'v1/state' } });
    return (error as Error).message;
  };
  const refused = new Error('connect ECONNREFUSED 192.0.2.1:8640');
  expect(await messageOf(new TypeError('fetch failed', { cause: refused }))).toBe(
    'The sequencer at http://sequencer.example could not be reached: connect ECONNREFUSED 192.0.2.1:8640',
  );
  // A host of several addresses: each has an error, and what holds them has a code and no message.
  const all = Object.assign(new AggregateError([refused]), { code: 'ECONNREFUSED' });
  expect(await messageOf(new TypeError('fetch failed', { cause: all }))).toContain(
    'could not be reached: ECONNREFUSED',
  );
  expect(await messageOf(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))).toContain(
    'http://sequencer.example did not answer in time',
  );
});

test('error: an answer that is larger than what is read of one is let go of, refusals too', async () => {
  let sent = 0;
  let isCancelled = false;
  const endless = (status: number): typeof fetch => {
    return async () => {
      const pull = (controller: ReadableStreamDefaultController) => {
        sent += 1000;
        controller.enqueue(new TextEncoder().encode('a'.repeat(1000)));
      };
      const cancel = () => {
        isCancelled = true;
      };
      return new Response(new ReadableStream({ pull, cancel }), { status });
    };
  };
  const url = 'http://sequencer.example';
  for (const status of [200, 500]) {
    const client = createSequencerClient({ url, fetch: endless(status), maxAnswerBytes: 10_000 });
    const error = {
      code: 'sequencer-client/unexpected-answer',
      facts: { field: 'body', expected: 'at most 10000 bytes' },
    };
    await expect(client.getState()).rejects.toMatchObject(error);
    if (status === 500) await expect(client.streamBatches().next()).rejects.toMatchObject(error);
  }
  expect(isCancelled).toBe(true);
  expect(sent).toBeLessThan(3 * 13_000);
  const text = JSON.stringify({ filled: `a${'ä'.repeat(499_993)}` }); // 1,000,000 bytes
  expect(await answering(text).client.getState()).toMatchObject({ filled: expect.any(String) });
  await expect(answering(`${text} `).client.getState()).rejects.toMatchObject({
    facts: { expected: 'at most 1000000 bytes' },
  });
});
