import { expect, test } from 'vitest';
import { readBatchChanges } from './readBatchChanges.js';

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
    'event: batch\nid: 6\ndata: {"id":1,"shape":"ü: \\n"}\n\nevent: other\nid: 7\ndata: 1\n\nevent: batch\nid: 8\nda';
  for (const size of [1, 7, 1000]) {
    expect(await all(text, size)).toEqual([
      { cursor: 5, gap: { after: 4, from: 5 } },
      { cursor: 6, batch: { id: 1, shape: 'ü: \n' } },
    ]);
  }
});

test('error: data that is no JSON, no cursor, an event without an end', async () => {
  const code = { code: 'sequencer-client/unexpected-answer' };
  await expect(all('event: batch\nid: 1\ndata: {\n\n')).rejects.toMatchObject(code);
  await expect(all('event: batch\nid: x\ndata: {}\n\n')).rejects.toMatchObject(code);
  await expect(all('x'.repeat(200_000), 50_000)).rejects.toMatchObject(code);
});
