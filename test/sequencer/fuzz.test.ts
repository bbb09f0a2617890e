import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { fieldToHex, loadCrypto } from '@tallystick/prover/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiWorld, createApiWorld } from '../support/createApiWorld.js';
import { startTestDatabase } from '../support/startTestDatabase.js';

/** The same cases every time; another seed, or more of them, by the environment. */
const seed = Number(process.env.FUZZ_SEED ?? 20_260_401);
const runs = Number(process.env.FUZZ_RUNS ?? 150);

let server: Awaited<ReturnType<typeof startTestDatabase>>;
let world: ApiWorld;
/** Texts that may stand in no answer and no log line, by what they are. */
let secrets: [name: string, text: string][];

beforeAll(async () => {
  await loadCrypto();
  server = await startTestDatabase();
  const pool = await server.database();
  world = await createApiWorld(pool, { accounts: 6 });
  for (const serial of [1, 2, 3, 4]) await world.post('/v1/accounts', world.opening(serial));
  const url = new URL(pool.options.connectionString ?? '');
  secrets = [
    ['database URL', url.href],
    ['database password', url.password],
    ...[1, 2, 3, 4, 5, 6].flatMap((serial): [string, string][] => {
      const { viewKey } = world.termsOf(serial);
      const { s, e } = world.receipt(serial, 7n).signature;
      return [
        [`view key ${serial}`, fieldToHex(viewKey).slice(2)],
        [`view key ${serial} in decimals`, `${viewKey}`],
        [`private key ${serial}`, world.keyOf(serial).toString(16)],
        [`private key ${serial} in decimals`, `${world.keyOf(serial)}`],
        [`access token ${serial}`, world.token(serial).replace(/^Bearer (0x)?/, '')],
        [`signature ${serial}`, s.slice(2)],
        [`challenge ${serial}`, e.slice(2)],
      ];
    }),
  ];
});
afterAll(async () => {
  await world?.close();
  await server?.stop();
});

type Sent = { method: string; path: string; headers: Record<string, string>; body: string | undefined };

/** Sends what fetch would refuse to send. */
function send({ method, path, headers, body }: Sent): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(`${world.url}`, { method, path, headers, agent: false }, (answer) => {
      let text = JSON.stringify(answer.headers);
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function expectHarmless(sent: Sent): Promise<void> {
  const { status, text } = await send(sent);
  expect(status < 500 || status === 503, `${status} ${text.slice(0, 500)}`).toBe(true);
  expect(leaks(text)).toEqual([]);
}

/** Names of the secrets that a text holds. */
function leaks(text: string): string[] {
  const lower = text.toLowerCase();
  return secrets.filter(([, secret]) => lower.includes(secret.toLowerCase())).map(([name]) => name);
}

const serial = fc.constantFrom(1, 2, 3, 4, 5, 6, 99);
/** Bodies that would be right, before something happens to them. */
const rightBody = fc.oneof(
  serial.map((of) => ({ path: '/v1/accounts', body: world.opening(of) as unknown })),
  serial.map((of) => ({ path: '/v1/settlements', body: world.receipt(of, 7n) as unknown })),
  fc
    .record({ of: serial, nonce: fc.constantFrom(0, 1), amount: fc.constantFrom(1n, 5n, 10_000n) })
    .map(({ of, nonce, amount }) => ({
      path: '/v1/withdrawals',
      body: world.withdrawal(of, nonce, amount) as unknown,
    })),
);
/** What takes the place of a value somewhere in a body. */
const junk = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      -1,
      0,
      1.5,
      1e308,
      2 ** 53,
      '',
      '0',
      '-1',
      '0x',
      '\u0000',
      '𝕏',
      [],
      {},
      [[]],
    ),
  },
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.bigInt({ min: 0n, max: 2n ** 260n }).map(String),
  fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }).map((value) => `0x${value.toString(16).padStart(64, '0')}`),
  fc.json({ maxDepth: 3 }).map((text): unknown => JSON.parse(text)),
);
const nested = fc
  .record({ depth: fc.integer({ min: 50, max: 7000 }), open: fc.constantFrom('[', '{"serial":', '{"terms":') })
  .map(({ depth, open }) => open.repeat(depth).slice(0, 16_000));

/** Slips of a client too: a character too many, a value under another name. */
type Kind = 'replace' | 'remove' | 'add' | 'append' | 'rename';

/** Replaces, removes, adds or misspells something in a value, at a place that the numbers choose. */
function mutate(value: unknown, path: readonly number[], change: { kind: Kind; junk: unknown }): unknown {
  if (typeof value !== 'object' || value === null) return change.kind === 'append' ? `${value}0` : change.junk;
  const entries = Object.entries(value);
  const [at = 0, ...rest] = path;
  if (path.length === 0 || entries.length === 0) {
    return change.kind === 'replace' ? change.junk : { ...value, extra: change.junk };
  }
  const index = at % entries.length;
  if (rest.length === 0 && change.kind === 'remove') return Object.fromEntries(entries.filter((_, i) => i !== index));
  return Object.fromEntries(
    entries.map(([key, item], i) => {
      if (i !== index) return [key, item];
      if (rest.length === 0 && change.kind === 'rename') return [`${key}s`, item];
      return [key, mutate(item, rest, change)];
    }),
  );
}

const place = fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 3 });
const change = fc.record({ kind: fc.constantFrom<Kind>('replace', 'remove', 'add', 'append', 'rename'), junk });
const headerText = fc.oneof(
  fc.string({ minLength: 0, maxLength: 60 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
  fc.constantFrom(
    '"a"',
    'a',
    '1',
    'x'.repeat(200),
    'gzip',
    'text/plain',
    'application/json; charset=utf-16',
    '-1',
    '9'.repeat(30),
  ),
);
const headers = fc.dictionary(
  fc.constantFrom(
    'authorization',
    'idempotency-key',
    'content-type',
    'accept',
    'accept-encoding',
    'x-forwarded-for',
    'origin',
    'last-event-id',
    'if-none-match',
    'cookie',
  ),
  headerText,
  { maxKeys: 3 },
);
const json = { 'content-type': 'application/json' };

test('behavior: bodies of any form, and right ones with something wrong in them', async () => {
  const body = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(rightBody, place, change)
        .map(([right, at, how]) => ({ ...right, body: JSON.stringify(mutate(right.body, at, how)) })),
    },
    { weight: 2, arbitrary: rightBody.map((right) => ({ ...right, body: JSON.stringify(right.body) })) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(rightBody, fc.oneof(fc.json(), fc.string({ unit: 'binary' }), nested))
        .map(([{ path }, text]) => ({ path, body: text })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(rightBody, fc.nat({ max: 200 }))
        .map(([right, cut]) => ({ ...right, body: JSON.stringify(right.body).slice(0, cut) })),
    },
  );
  await fc.assert(
    fc.asyncProperty(body, headers, async (given, more) =>
      expectHarmless({ method: 'POST', ...given, headers: { ...json, authorization: world.token(2), ...more } }),
    ),
    { seed, numRuns: runs },
  );
  expect(leaks(world.logs())).toEqual([]);
});

test('behavior: paths, queries, methods and headers of any form', async () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }).map((text) => encodeURIComponent(Buffer.from(text).toString())),
    fc.constantFrom(
      '0',
      '1',
      '3',
      '-1',
      '1e3',
      '%00',
      '%',
      '%zz',
      '..',
      '9'.repeat(40),
      '__proto__',
      'a'.repeat(64),
      'stream',
      "'--",
    ),
  );
  const path = fc.oneof(
    fc
      .tuple(fc.constantFrom('accounts', 'settlements', 'withdrawals', 'batches'), part)
      .map(([name, id]) => `/v1/${name}/${id}`),
    fc.tuple(part, fc.constantFrom('settlements', 'withdrawals')).map(([id, name]) => `/v1/accounts/${id}/${name}`),
    fc
      .tuple(fc.constantFrom('/v1/batches', '/v1/accounts/3/settlements', '/v1/accounts/2/withdrawals'), part, part)
      .map(([list, limit, before]) => `${list}?limit=${limit}&before=${before}`),
    part.map((text) => `/${text}`),
    fc.constantFrom(
      '/v1/state',
      '/readyz',
      '/healthz',
      '/metrics',
      '/openapi.json',
      '/v1/batches?limit=1&limit=2',
      '/v1/batches?before[]=1',
    ),
  );
  const method = fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE');
  const credentials = fc.oneof(
    headers,
    serial.map((of) => ({ authorization: world.token(of) })),
  );
  await fc.assert(
    fc.asyncProperty(method, path, credentials, async (how, where, more) => {
      // A stream has no end; its parameters are tested beside.
      fc.pre(!/^\/v1\/batches\/stream/.test(where) || how !== 'GET');
      await expectHarmless({ method: how, path: where, headers: more, body: undefined });
    }),
    { seed, numRuns: runs },
  );
  expect(leaks(world.logs())).toEqual([]);
});

test('behavior: bytes that are no request', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .constantFrom(
        'POST /v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
        'POST /v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{}',
        `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
        'GET /v1/state HTTP/9.9\r\n\r\n',
        `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      )
      .map((text) => Buffer.from(text)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (sent) => {
      const { port } = new URL(world.url);
      const text = await new Promise<string>((resolve) => {
        let heard = '';
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(sent));
        socket.on('data', (chunk) => {
          heard += chunk;
        });
        socket.on('error', () => {});
        socket.on('close', () => resolve(heard));
      });
      expect(text).not.toMatch(/^HTTP\/1\.1 5/);
      expect(leaks(text)).toEqual([]);
    }),
    { seed, numRuns: Math.ceil(runs / 3) },
  );
  expect((await world.get('/healthz')).status).toBe(200);
});

test('behavior: no secret is told either when the database is gone', async () => {
  const before = world.logs().length;
  const { pool } = world;
  const query = pool.query.bind(pool);
  const refusal = Object.assign(new Error(`connect ECONNREFUSED ${pool.options.connectionString}`), {
    code: 'ECONNREFUSED',
  });
  Object.assign(pool, { query: () => Promise.reject(refusal), connect: () => Promise.reject(refusal) });
  try {
    for (const of of [3, 4]) {
      for (const [path, body] of [
        ['/v1/accounts', world.opening(of)],
        ['/v1/settlements', world.receipt(of, 9n)],
        ['/v1/withdrawals', world.withdrawal(of, 0, 1n)],
      ] as const) {
        const { status, text } = await send({
          method: 'POST',
          path,
          headers: { ...json, authorization: world.token(2) },
          body: JSON.stringify(body),
        });
        expect(status, path).toBe(503);
        expect(leaks(text)).toEqual([]);
      }
    }
    // An error that nobody knows is an internal one, and is logged; its text isn't told.
    Object.assign(refusal, { code: 'XX000' });
    const unknown = await send({ method: 'GET', path: '/v1/batches', headers: {}, body: undefined });
    expect(unknown.status).toBe(500);
    expect(leaks(unknown.text)).toEqual([]);
    expect(world.logs().slice(before)).toContain('request failed');
    expect(leaks(world.logs())).toEqual([]);
  } finally {
    Object.assign(pool, { query });
    Reflect.deleteProperty(pool, 'connect');
  }
});
