import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { ZERO_UNITS } from '@tallystick/prover/core';
import { apiError, createSequencerClient } from '@tallystick/prover/sequencer-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBatchStreams } from '../../sequencer/src/api/stream/createBatchStreams.js';
import { type ApiWorld, createApiWorld } from '../support/createApiWorld.js';
import { readEvents, type StreamedEvent } from '../support/readEvents.js';
import { useTestDatabase } from '../support/useTestDatabase.js';

const server = useTestDatabase();
let world: ApiWorld;

beforeEach(async () => {
  world = await createApiWorld(await server.database(), { accounts: 0 });
});
afterEach(() => world?.close());

const stream = (query = '', headers: Record<string, string> = {}) =>
  readEvents(`${world.url}/v1/batches/stream${query}`, { headers });

/** So many events of batches, as [cursor, batch, status]. */
async function take(events: AsyncGenerator<StreamedEvent, void>, count: number): Promise<unknown[]> {
  const taken: unknown[] = [];
  while (taken.length < count) {
    const { value, done } = await events.next();
    if (done === true || value === undefined) throw new Error('the stream ended');
    if (value.event !== 'batch') continue;
    const { id, status } = value.data as { id: number; status: string };
    taken.push([value.id, id, status]);
  }
  return taken;
}

test('default: every change of a batch reaches every reader in order, as GET /v1/batches/:id shows the batch', async () => {
  const [one, other] = [stream(), stream()];
  // The first line says where it stands: both read from here on.
  for (const events of [one, other]) expect((await events.next()).value).toMatchObject({ id: '0' });
  const id = await world.addBatch();
  const { value } = await one.next();
  expect(value).toEqual({ id: '1', event: 'batch', data: (await world.get(`/v1/batches/${id}`)).body });
  await world.store.batches.prove(id, { proof: '0x0123', witnessMs: 1, proveMs: 2 });
  await world.store.batches.send(id, `0x${'12'.repeat(32)}`);
  await world.store.batches.finish(id, { block: 5n, gasUsed: 7n });
  expect(await take(one, 3)).toEqual([
    ['2', id, 'proved'],
    ['3', id, 'sent'],
    ['4', id, 'final'],
  ]);
  expect(await take(other, 4)).toHaveLength(4);
  await one.return();
  await other.return();
});

test('behavior: goes on after a cursor, by query or as browsers do, also far behind', async () => {
  const ids: number[] = [];
  for (let i = 0; i < 120; i++) ids.push(await world.addBatch());
  const all = stream('?after=0');
  expect((await take(all, 120)).map((event) => (event as unknown[])[1])).toEqual(ids);
  await all.return();
  const rest = stream('', { 'last-event-id': '117' });
  expect(await take(rest, 3)).toEqual([118, 119, 120].map((seq) => [`${seq}`, ids[seq - 1], 'executed']));
  await rest.return();
});

test('behavior: what was forgotten since, or a cursor of another database, is said to be a gap', async () => {
  for (let i = 0; i < 3; i++) await world.addBatch();
  const first = stream('?after=0');
  await take(first, 3);
  await first.return();
  await world.pool.query("update batch_events set at = now() - interval '8 days'");
  expect(await world.store.batchEvents.prune()).toBe(2);
  const old = stream('?after=0');
  await old.next();
  expect((await old.next()).value).toEqual({ event: 'gap', id: '2', data: { after: 0, from: 2 } });
  expect(await take(old, 1)).toEqual([['3', expect.any(Number), 'executed']]);
  await old.return();
  const foreign = stream('?after=99');
  await foreign.next();
  expect((await foreign.next()).value).toMatchObject({ event: 'gap', data: { after: 99, from: 3 } });
  await foreign.return();
});

test('behavior: after a restore, a cursor from after the backup is said to be a gap, however many changes came since', async () => {
  for (let i = 0; i < 4; i++) await world.addBatch();
  const before = stream('?after=0');
  await take(before, 4);
  await before.return();
  await world.close();
  // The backup knew of two.
  await world.pool.query('delete from batch_events where seq > 2; delete from batches');
  const startMs = 1_800_000_000_000;
  world = await createApiWorld(world.pool, { accounts: 0, startMs });
  const late = stream('?after=4');
  await late.next();
  expect((await late.next()).value).toEqual({ event: 'gap', id: '2', data: { after: 4, from: 2 } });
  const ids: number[] = [];
  for (let i = 0; i < 3; i++) ids.push(await world.addBatch());
  const expected = ids.map((id, index) => [`${startMs + 1 + index}`, id, 'executed']);
  expect(await take(late, 3)).toEqual(expected);
  const later = stream('?after=4');
  await later.next();
  expect((await later.next()).value).toEqual({ event: 'gap', id: '2', data: { after: 4, from: 2 } });
  expect(await take(later, 3)).toEqual(expected);
  for (const events of [late, later]) await events.return();
  // Whoever has heard of nothing that is gone misses nothing.
  for (const after of [0, 1, 2, startMs + 1]) {
    const known = stream(`?after=${after}`);
    await known.next();
    expect((await known.next()).value, `${after}`).toMatchObject({ event: 'batch' });
    await known.return();
  }
});

test('behavior: streams that commit in another order than they began miss nothing', async () => {
  const events = stream('?after=0');
  await events.next();
  const [a, b] = [await world.addBatch(), await world.addBatch()];
  await take(events, 2);
  const slow = await world.pool.connect();
  await slow.query('begin');
  await slow.query("update batches set status = 'proved' where id = $1", [a]);
  await world.pool.query("update batches set status = 'proved' where id = $1", [b]);
  expect(await take(events, 1)).toEqual([['3', b, 'proved']]);
  await slow.query('commit');
  slow.release();
  expect(await take(events, 1)).toEqual([['4', a, 'proved']]);
  await events.return();
});

test('behavior: no more than a tenth of all by one address; a place is free again when a reader goes; all end with the service', async () => {
  const readers = [stream(), stream(), stream()];
  for (const reader of readers) await reader.next();
  const refused = await world.get('/v1/batches/stream');
  expect(refused).toMatchObject({
    status: 429,
    body: { code: 'sequencer/rate-limited', field: 'streams', facts: { given: 3, expected: 'fewer than 3' } },
  });
  expect(refused.headers.get('retry-after')).toBe('30');
  await readers.pop()?.return();
  const again = await untilOpen();
  await world.app.close();
  for (const reader of [...readers, again]) {
    for (let done = false; !done; ) done = (await reader.next()).done === true;
  }
});

/** The server hears of the closed connection a moment later. */
async function untilOpen(): Promise<AsyncGenerator<StreamedEvent, void>> {
  for (;;) {
    const events = stream();
    const opened = await events.next().then(
      () => true,
      () => false,
    );
    if (opened) return events;
  }
}

test('behavior: no more than so many at once by all; what counts is the address, an IPv6 network of 64 bits being one', async () => {
  const streams = createBatchStreams({ feed: idle, most: 4, mostOfOne: 2, present: (batch) => batch });
  const open = (address: string) => streams.open(undefined, address);
  const first = await open('2001:db8::1');
  await open('2001:db8::2');
  await expect(open('2001:db8::3')).rejects.toMatchObject({ code: 'sequencer/rate-limited' });
  await open('192.0.2.1');
  await open('192.0.2.2');
  await expect(open('192.0.2.3')).rejects.toMatchObject({
    code: 'sequencer/overloaded',
    facts: { limit: 'streamsAtOnce', given: 4 },
  });
  first.destroy();
  await once(first, 'close');
  await open('2001:db8::3');
  expect(streams.count()).toBe(4);
  streams.close();
});

const idle = {
  run: async () => {},
  wake: () => {},
  last: async () => 0,
  placeOf: async () => 0,
  next: async () => [],
};

test('behavior: a heartbeat where nothing happens; who takes nothing is dropped; a stream ends after its time', async () => {
  const quick = { most: 9, mostOfOne: 9, present: (batch: unknown) => batch, heartbeatMs: 1, patienceMs: 20 };
  const beating = createBatchStreams({ ...quick, feed: idle });
  const heard = await beating.open(undefined, '192.0.2.1');
  let text = '';
  for await (const chunk of heard) {
    text += chunk;
    if (text.includes(': heartbeat\n\n')) break;
  }
  expect(text).toMatch(/^retry: 3000\nid: 0\n/);
  // Nobody reads this one: it fills up and is dropped.
  const deaf = await beating.open(undefined, '192.0.2.1');
  deaf.read(0);
  await new Promise((resolve) => deaf.once('close', resolve));
  expect(beating.count()).toBe(0);
  const brief = createBatchStreams({ ...quick, feed: idle, lifetimeMs: 0 });
  const chunks: string[] = [];
  for await (const chunk of await brief.open(undefined, '192.0.2.1')) chunks.push(`${chunk}`);
  expect(chunks).toHaveLength(1);
});

test('behavior: the client reads them', async () => {
  const client = createSequencerClient({ url: world.url });
  const id = await world.addBatch();
  await world.store.batches.prove(id, { proof: '0x0123', witnessMs: 1, proveMs: 2 });
  const seen: unknown[] = [];
  for await (const change of client.streamBatches({ after: 0 })) {
    seen.push('batch' in change ? [change.cursor, change.batch.id, change.batch.status] : change);
    if (seen.length === 2) break;
  }
  expect(seen).toEqual([
    [1, id, 'executed'],
    [2, id, 'proved'],
  ]);
  const ending = new AbortController();
  const rest = client.streamBatches({ signal: ending.signal }).next();
  ending.abort();
  expect(await rest).toEqual({ done: true, value: undefined });
  const refused = client.streamBatches({ after: -1 }).next();
  await expect(refused).rejects.toMatchObject({ code: 'sequencer/malformed', facts: { field: 'after' } });
});

test('behavior: a settlement that expires is told among the batches, by the hash of its id, to whoever knows the id', async () => {
  const { store } = world;
  const id = 'a1'.repeat(32);
  const own = createHash('sha256').update(id).digest('hex');
  const settlement = { domain: 77n, serial: 3, units: ZERO_UNITS, signature: { s: '0x00', e: '0x00' } } as const;
  await store.settlements.putAll([{ id, receipt: settlement, expiry: 100 }]);
  const batch = await world.addBatch();
  const reason = apiError('sequencer/allowance-expired').toJSON();
  expect(await store.settlements.expire([id], 100, reason)).toEqual([id]);
  // Once: what has expired does so no more.
  expect(await store.settlements.expire([id], 100, reason)).toEqual([]);
  await world.store.batches.prove(batch, { proof: '0x0123', witnessMs: 1, proveMs: 2 });
  const seen: unknown[] = [];
  for await (const change of createSequencerClient({ url: world.url }).streamBatches({ after: 0 })) {
    seen.push('batch' in change ? change.batch.status : change);
    if (seen.length === 3) break;
  }
  expect(seen).toEqual(['executed', { cursor: 2, settlement: { idHash: own, status: 'expired' } }, 'proved']);
  expect(JSON.stringify(seen)).not.toContain(id);
  expect((await world.get(`/v1/settlements/${id}`)).body).toMatchObject({
    ...{ id, status: 'expired', expiry: 100, waitsFor: null },
    error: { code: 'sequencer/allowance-expired' },
  });
});

test('error: a cursor that is none', async () => {
  for (const path of ['?after=-1', '?after=x', '?after=1&after=2']) {
    expect(await world.get(`/v1/batches/stream${path}`), path).toMatchObject({ status: 400, body: { field: 'after' } });
  }
  expect(await world.get('/v1/batches/stream', { 'last-event-id': 'x' })).toMatchObject({
    body: { code: 'sequencer/malformed', field: 'last-event-id' },
  });
});
