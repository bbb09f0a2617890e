import { expect, test } from 'vitest';
import { readBatchChanges } from './readBatchChanges.js';

const batch = {
  ...{
    id: 1,
    status: 'final',
    shape: 'ü: \n',
    gates: null,
    oldRoot: `0x${'1a'.repeat(32)}`,
    newRoot: `0x${'2B'.repeat(32)}`,
  },
  ...{ opens: 0, settlements: 3, withdrawals: 0, txHash: `0x${'03'.repeat(32)}`, block: '7', gasUsed: null },
  ...{ proofBytes: 10, witnessMs: null, proveMs: 5, error: null },
  ...{ createdAt: '2026-01-02T03:04:05.678Z', updatedAt: '2026-01-02T03:04:06.000Z' },
};
const expired = { idHash: '0c'.repeat(32), status: 'expired' };
const eventOf = (data: unknown, event = 'batch') => `event: ${event}\nid: 6\ndata: ${JSON.stringify(data)}\n\n`;

/** A body that arrives in pieces of so many bytes. */
async function* body(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function all(text: string, size?: number): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const change of readBatchChanges(body(text, size))) found.push(change);
  return found;
}

test('default: changes and gaps with their cursors, whatever pieces they come in; comments are left out', async () => {
  const text =
    'retry: 3000\nid: 4\n: connected\n\nevent: gap\nid: 5\ndata: {"after":4,"from":5}\n\n: heartbeat\n\n' +
    `${eventOf({ ...batch, added: 'later' })}event: other\nid: 7\ndata: 1\n\n${eventOf(expired, 'settlement')}event: batch\nid: 8\nda`;
  for (const size of [1, 7, 1000]) {
    expect(await all(text, size)).toEqual([
      { cursor: 5, gap: { after: 4, from: 5 } },
      { cursor: 6, batch: { ...batch, added: 'later' } },
      { cursor: 6, settlement: expired },
    ]);
  }
});

test('error: data that is no JSON, no cursor, an event without an end', async () => {
  const code = { code: 'sequencer-client/unexpected-answer' };
  await expect(all('event: batch\nid: 1\ndata: {\n\n')).rejects.toMatchObject(code);
  await expect(all('event: batch\nid: x\ndata: {}\n\n')).rejects.toMatchObject(code);
  await expect(all('x'.repeat(200_000), 50_000)).rejects.toMatchObject(code);
});

test('error: a field that is missing or of another form is named with its value', async () => {
  const refusalOf = (data: unknown, event?: string) => all(eventOf(data, event)).catch((error: unknown) => error);
  for (const name of Object.keys(batch)) {
    expect(await refusalOf({ ...batch, [name]: undefined }), name).toMatchObject({
      code: 'sequencer-client/unexpected-answer',
      facts: { field: `batch.${name}`, given: 'nothing' },
    });
  }
  const wrong = {
    id: 1.5,
    status: 'finished',
    gates: '5',
    newRoot: '0x1',
    opens: -1,
    block: 7,
    error: [],
    updatedAt: 0,
  };
  for (const [name, value] of Object.entries(wrong)) {
    expect(await refusalOf({ ...batch, [name]: value }), name).toMatchObject({
      facts: { field: `batch.${name}`, given: JSON.stringify(value) },
    });
  }
  for (const settlement of [
    { ...expired, idHash: '0C'.repeat(32) },
    { ...expired, status: 'final' },
  ]) {
    expect(await refusalOf(settlement, 'settlement')).toMatchObject({
      facts: { field: settlement.status === 'final' ? 'settlement.status' : 'settlement.idHash' },
    });
  }
  expect(await refusalOf({ after: '4', from: 5 }, 'gap')).toMatchObject({
    message: 'gap.after: expected an integer from 0 on, got "4"',
    facts: { field: 'gap.after', expected: 'an integer from 0 on' },
  });
});
