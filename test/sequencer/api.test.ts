import { loadCrypto } from '@tallystick/prover/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiDocument, describeApi } from '../../sequencer/src/api/describeApi.js';
import { type ApiWorld, createApiWorld } from '../support/createApiWorld.js';
import { startTestDatabase } from '../support/startTestDatabase.js';

let server: Awaited<ReturnType<typeof startTestDatabase>>;
let world: ApiWorld;

beforeAll(async () => {
  await loadCrypto();
  server = await startTestDatabase();
  world = await createApiWorld(await server.database(), { accounts: 10 });
  await world.register();
});
afterAll(async () => {
  await world?.close();
  await server?.stop();
});

const keyed = (key: string) => ({ 'idempotency-key': key });

test('behavior: the same key and body: the same answer, marked, whatever has become of it since', async () => {
  const body = world.receipt(3, 10n);
  const first = await world.post('/v1/settlements', body, keyed('a'));
  expect(first).toMatchObject({ status: 202, body: { status: 'pending' } });
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  // A later receipt takes its place.
  await world.post('/v1/settlements', world.receipt(3, 11n));
  expect((await world.get(`/v1/settlements/${first.body.id}`)).body.status).toBe('superseded');
  for (const key of ['a', '"a"']) {
    const again = await world.post('/v1/settlements', body, keyed(key));
    expect(again).toMatchObject({ status: 202, body: first.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  }
});

test('behavior: another body with the same key is refused, also when both come at once; another account has its own keys', async () => {
  const orders = [1n, 2n].map((amount) => world.post('/v1/withdrawals', world.withdrawal(2, 0, amount), keyed('w')));
  const answers = await Promise.all(orders);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 422]);
  const refused = answers.find(({ status }) => status === 422);
  expect(refused?.body).toMatchObject({ code: 'sequencer/idempotency-conflict', field: 'idempotency-key' });
  expect(await world.post('/v1/withdrawals', world.withdrawal(1, 0, 5n), keyed('w'))).toMatchObject({ status: 202 });
  const opening = await world.post('/v1/accounts', world.opening(2), keyed('w'));
  expect(opening).toMatchObject({ status: 201, body: { serial: 2, status: 'queued' } });
});

test('behavior: what was refused isn’t kept; keys run out after a day', async () => {
  expect(await world.post('/v1/settlements', world.receipt(4, 501n), keyed('r'))).toMatchObject({ status: 422 });
  const taken = await world.post('/v1/settlements', world.receipt(4, 20n), keyed('r'));
  expect(taken).toMatchObject({ status: 202 });
  await world.pool.query("update idempotency_keys set created_at = now() - interval '25 hours' where key = 'r'");
  const other = await world.post('/v1/settlements', world.receipt(4, 21n), keyed('r'));
  expect(other).toMatchObject({ status: 202, body: { units: { computeUnitSeconds: '21' } } });
  await world.pool.query("update idempotency_keys set created_at = now() - interval '25 hours' where key = 'r'");
  expect(await world.store.idempotency.prune(10)).toBe(1);
});

test('error: whoever shows no token of the provider takes no key of an allowance, and hears of none', async () => {
  const body = world.receipt(5, 7n);
  const first = await world.post('/v1/settlements', body, keyed('own'));
  expect(first.status).toBe(202);
  for (const authorization of ['', world.token(5)]) {
    // The consumer has the receipt; whoever has none may try any body.
    for (const key of ['own', 'guessed']) {
      const refused = await world.post('/v1/settlements', body, { ...keyed(key), authorization });
      expect(refused, key).toMatchObject({ status: 401, body: { code: 'sequencer/unauthorized' } });
    }
    const probed = await world.post('/v1/settlements', { serial: 5 }, { ...keyed('own'), authorization });
    expect(probed).toMatchObject({ status: 401, body: { code: 'sequencer/unauthorized' } });
  }
  expect(await world.store.idempotency.count('settlement:5', 10)).toBe(1);
  expect(await world.post('/v1/settlements', body, keyed('own'))).toMatchObject({ status: 202, body: first.body });
  const later = await world.post('/v1/settlements', world.receipt(5, 8n), keyed('guessed'));
  expect(later).toMatchObject({ status: 202, body: { status: 'pending' } });
});

test('behavior: a settlement and a withdrawal say why they wait where they do, and when a settlement expires', async () => {
  const { expiry } = world.termsOf(10);
  const plain = { lowestFeePerGasWei: null, highestFeePerGasWei: null };
  const answer = await world.post('/v1/settlements', world.receipt(10, 10n));
  expect(answer).toMatchObject({ status: 202, body: { expiry, waitsFor: { reason: 'batch', ...plain } } });
  const asked: unknown[] = [];
  world.setWaits((batchId) => {
    asked.push(batchId);
    return { reason: 'fee-cap', fees: { lowestWei: 30_000_000_001n, highestWei: 30_000_000_000n } };
  });
  try {
    const waitsFor = { reason: 'fee-cap', lowestFeePerGasWei: '30000000001', highestFeePerGasWei: '30000000000' };
    const { body } = await world.get(`/v1/settlements/${answer.body.id}`);
    expect(body).toMatchObject({ status: 'pending', expiry, waitsFor });
    const list = await world.get('/v1/accounts/10/settlements', { authorization: world.token(10) });
    expect(list.body.settlements).toMatchObject([{ id: answer.body.id, waitsFor }]);
    await world.post('/v1/withdrawals', world.withdrawal(1, 0, 5n));
    const drawn = await world.get('/v1/accounts/1/withdrawals', { authorization: world.token(1) });
    expect(drawn.body.withdrawals).toMatchObject([{ status: 'pending', waitsFor }]);
    const batch = await world.addBatch();
    await world.pool.query("update settlements set status = 'batched', batch_id = $2 where id = $1", [
      answer.body.id,
      batch,
    ]);
    asked.length = 0;
    expect((await world.get(`/v1/settlements/${answer.body.id}`)).body).toMatchObject({ status: 'batched', waitsFor });
    expect(asked).toEqual([batch]);
    // What is over waits for nothing.
    await world.pool.query("update settlements set status = 'final' where id = $1", [answer.body.id]);
    expect((await world.get(`/v1/settlements/${answer.body.id}`)).body).toMatchObject({ expiry, waitsFor: null });
  } finally {
    world.setWaits(() => ({ reason: 'batch' }));
  }
});

test('behavior: the state says of which block it is', async () => {
  const before = (await world.get('/v1/state')).body;
  const head = await world.script.chain.head();
  expect(before).toMatchObject({ block: Number(head.number), batchId: (await world.script.chain.state()).batchId });
  world.script.pass(1);
  expect((await world.get('/v1/state')).body).toMatchObject({ block: Number(head.number) + 1 });
});

test('behavior: an account has 10,000 keys; beyond, a new one is refused, and what has a key or needs none is not', async () => {
  const body = world.receipt(9, 1n);
  const old = await world.post('/v1/settlements', body, keyed('old'));
  expect(old.status).toBe(202);
  await world.pool.query(
    `insert into idempotency_keys (scope, key, body_hash, status, answer)
     select 'settlement:9', 'filling-' || n, '', 202, '{}' from generate_series(2, 10000) n`,
  );
  const refused = await world.post('/v1/settlements', world.receipt(9, 2n), keyed('new'));
  expect(refused).toMatchObject({
    status: 429,
    body: { code: 'sequencer/rate-limited', field: 'idempotency-key', facts: { given: 10_000 } },
  });
  expect(refused.headers.get('retry-after')).toBe('60');
  expect(await world.post('/v1/settlements', body, keyed('old'))).toMatchObject({
    status: 202,
    body: old.body,
  });
  expect((await world.post('/v1/settlements', world.receipt(9, 2n))).status).toBe(202);
  expect((await world.post('/v1/settlements', world.receipt(10, 1n), keyed('new'))).status).toBe(202);
  // What has run out makes room when it is forgotten.
  await world.pool.query(
    "update idempotency_keys set created_at = now() - interval '25 hours' where key = 'filling-2'",
  );
  expect(await world.store.idempotency.prune(10)).toBe(1);
  expect((await world.post('/v1/settlements', world.receipt(9, 3n), keyed('new'))).status).toBe(202);
});

test('behavior: the key stands in the very transaction of what it is for', async () => {
  const { store } = world;
  await world.pool.query('alter table idempotency_keys add constraint broken check (key <> $$broken$$)');
  expect(await world.post('/v1/withdrawals', world.withdrawal(6, 0, 1n), keyed('broken'))).toMatchObject({
    status: 422,
  });
  expect(await world.post('/v1/settlements', world.receipt(6, 1n), keyed('broken'))).toMatchObject({ status: 500 });
  expect(await store.settlements.open(6)).toEqual([]);
  await world.pool.query('alter table idempotency_keys drop constraint broken');
  expect(await world.post('/v1/settlements', world.receipt(6, 1n), keyed('broken'))).toMatchObject({ status: 202 });
});

test('error: keys of another form', async () => {
  for (const key of ['a b', '', 'x'.repeat(129), '"a', 'a,b', 'ü']) {
    const answer = await world.post('/v1/settlements', world.receipt(5, 1n), keyed(key));
    expect(answer, key).toMatchObject({ status: 400, body: { code: 'sequencer/malformed', field: 'idempotency-key' } });
  }
});

test('behavior: who has neither terms nor key of an account is refused without waiting for anybody, and locks nothing', async () => {
  const { opens } = world.store;
  const { pool, opening, withdrawal } = world;
  expect((await opens.get(8))?.disclosed).toBeDefined();
  await pool.query('update opens set disclosed = null where serial = 8');
  // From here on there is nothing new to follow, for which the lock would be needed.
  const unknown = { body: { code: 'sequencer/unknown-open' } };
  expect(await world.post('/v1/accounts', opening(11))).toMatchObject(unknown);
  await world.store.transaction(async (tables) => {
    await tables.l1.lock();
    await tables.opens.lock(7);
    await tables.opens.lock(8);
    const wrong = { ...opening(8), terms: opening(7).terms };
    expect(await world.post('/v1/accounts', wrong)).toMatchObject({ body: { code: 'sequencer/terms-mismatch' } });
    expect(await world.post('/v1/accounts', opening(11))).toMatchObject(unknown);
    const forged = { ...withdrawal(7, 0, 5n), signature: withdrawal(6, 0, 5n).signature };
    expect(await world.post('/v1/withdrawals', forged)).toMatchObject({ body: { code: 'withdrawal/bad-signature' } });
  });
  expect(await world.post('/v1/accounts', opening(8))).toMatchObject({ status: 201 });
});

test('behavior: an account’s own items by pages, latest first, for its token only', async () => {
  const ids: unknown[] = [];
  for (let units = 1n; units <= 5n; units++) {
    ids.unshift((await world.post('/v1/settlements', world.receipt(7, units))).body.id);
  }
  const authorization = world.token(7);
  const found: unknown[] = [];
  for (let before = ''; ; ) {
    const { status, body } = await world.get(`/v1/accounts/7/settlements?limit=2${before}`, { authorization });
    expect(status).toBe(200);
    const { settlements, next } = body as { settlements: { id: string }[]; next: string | null };
    found.push(...settlements.map(({ id }) => id));
    if (next === null) break;
    before = `&before=${next}`;
  }
  expect(found).toEqual(ids);
  const drawn = await world.get('/v1/accounts/2/withdrawals', { authorization: world.token(2) });
  expect(drawn.body).toMatchObject({ withdrawals: [{ serial: 2, status: 'pending' }], next: null });
  for (const headers of [{}, { authorization: world.token(8) }]) {
    const refused = await world.get('/v1/accounts/7/settlements', headers);
    expect(refused).toMatchObject({ status: 401, body: { code: 'sequencer/unauthorized' } });
  }
  expect(await world.get('/v1/accounts/7/settlements?before=7', { authorization })).toMatchObject({ status: 400 });
});

test('default: every operation answers what the document says', async () => {
  const document = await describeApi();
  const matches = matcher(document);
  const batch = await world.addBatch();
  await world.store.batches.prove(batch, { proof: '0x0123', witnessMs: 1, proveMs: 2 });
  await world.store.batches.send(batch, `0x${'12'.repeat(32)}`);
  const dropped = await world.addBatch();
  await world.store.batches.discard(dropped, { code: 'c', message: 'm', facts: {}, remedy: 'r' });
  const settled = await world.post('/v1/settlements', world.receipt(8, 3n));
  const drawn = await world.get('/v1/accounts/1/withdrawals', { authorization: world.token(1) });
  const [withdrawal] = (drawn.body as { withdrawals: { id: string }[] }).withdrawals;
  const authorization = { authorization: world.token(8) };
  const asked: Record<string, () => Promise<{ status: number; body: unknown }>> = {
    registerAccount: () => world.post('/v1/accounts', world.opening(8)),
    submitSettlement: () => world.post('/v1/settlements', world.receipt(8, 4n)),
    getSettlement: () => world.get(`/v1/settlements/${settled.body.id}`),
    submitWithdrawal: () => world.post('/v1/withdrawals', world.withdrawal(1, 0, 5n)),
    getWithdrawal: () => world.get(`/v1/withdrawals/${withdrawal?.id}`),
    getAccount: () => world.get('/v1/accounts/8', authorization),
    getAccountSettlements: () => world.get('/v1/accounts/8/settlements', authorization),
    getAccountWithdrawals: () => world.get('/v1/accounts/1/withdrawals', { authorization: world.token(1) }),
    getBatches: () => world.get('/v1/batches'),
    getBatch: () => world.get(`/v1/batches/${batch}`),
    getState: () => world.get('/v1/state'),
    getDeployment: () => world.get('/v1/deployment'),
    getHealth: () => world.get('/healthz'),
    getReadiness: () => world.get('/readyz'),
  };
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const names = operations.map(({ operationId }) => operationId);
  expect(Object.keys(asked).sort()).toEqual(
    names.filter((name) => name !== 'streamBatches' && name !== 'getMetrics').sort(),
  );
  for (const [name, ask] of Object.entries(asked)) {
    const { status, body } = await ask();
    expect(matches(name, status, body), `${name}: ${status}`).toEqual([]);
  }
  // Refusals too; and a matcher that took anything would be none.
  const refused = await world.get('/v1/batches/0');
  expect(matches('getBatch', refused.status, refused.body)).toEqual([]);
  expect(matches('getBatch', 200, refused.body)).not.toEqual([]);
  const metrics = await fetch(`${world.url}/metrics`);
  expect(await metrics.text()).toContain(
    'tallystick_intake_refused_total{kind="settlement",code="sequencer/beyond-balance"}',
  );
});

/** Tells what of an answer isn't as the document says; objects may have no property that it doesn't name. */
function matcher({ paths, components }: ApiDocument) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema({ $id: 'document', components: closed(components) });
  return (name: string, status: number, body: unknown): unknown[] => {
    const operation = Object.values(paths)
      .flatMap((methods) => Object.values(methods))
      .find(({ operationId }) => operationId === name);
    const told = operation?.responses[`${status}`] ?? operation?.responses[`${`${status}`[0]}XX`];
    const schema = told?.content?.['application/json']?.schema;
    if (!schema) return [`no schema for ${status}`];
    const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')) as object);
    return validate(body) ? [] : (validate.errors ?? []);
  };
}

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, closed(item)]);
  const isObject = (value as { type?: unknown }).type === 'object' && 'properties' in value;
  return { ...Object.fromEntries(entries), ...(isObject ? { additionalProperties: false } : {}) };
}
