import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPublicClient, http } from 'viem';
import { expect, test } from 'vitest';
import { createBlockWindow } from './createBlockWindow.js';
import { readInParts } from './readInParts.js';

/** What one wide question of a real client fails with. */
async function failureOf(answer: RequestListener): Promise<unknown> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const client = createPublicClient({ transport: http(url, { timeout: 300, retryCount: 0 }) });
    return await client.getLogs({ fromBlock: 1n, toBlock: 2_000n }).catch((error: unknown) => error);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Where somebody listened a moment ago. */
async function closedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const json = (body: unknown) => JSON.stringify({ jsonrpc: '2.0', id: 1, ...(body as object) });
const answers: Record<string, RequestListener> = {
  'a gateway that waited too long': (_request, response) => response.writeHead(504).end('<html>504</html>'),
  'a proxy that takes no such answer': (_request, response) => response.writeHead(413).end('<html>413</html>'),
  'a node without time': (_request, response) =>
    response.writeHead(200).end(json({ error: { code: -32002, message: 'request timed out' } })),
  'a node with a limit': (_request, response) =>
    response.writeHead(200).end(json({ error: { code: -32005, message: 'query returned more than 10000 results' } })),
  'a limit in words that nobody knows': (_request, response) =>
    response.writeHead(400).end(json({ error: { code: -1, message: 'nope' } })),
  'a connection that is cut': (request) => request.socket.destroy(),
  'an answer that is cut short': (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('{');
    setTimeout(() => response.destroy(), 20);
  },
  silence: () => {},
};

test.each(Object.entries(answers))('default: %s makes the question narrower', async (_name, answer) => {
  const error = await failureOf(answer);
  const window = createBlockWindow(2_000);
  window.refused(error, 2_000);
  expect(window.size()).toBe(answer === answers.silence ? 500 : 1_000);
  expect(() => window.refused(error, 1)).toThrow(error as Error);
});

test('behavior: no narrower question goes to where nobody is, or where who asks is not let in', async () => {
  const refused = await createPublicClient({ transport: http(await closedUrl(), { retryCount: 0 }) })
    .getBlockNumber()
    .catch((error: unknown) => error);
  const forbidden = await failureOf((_request, response) => response.writeHead(403).end());
  for (const error of [refused, forbidden]) {
    const window = createBlockWindow(2_000);
    expect(() => window.refused(error, 2_000)).toThrow(error as Error);
    expect(window.size()).toBe(2_000);
  }
});

test('behavior: grows to what was answered, and tries the size that was refused only after a while', () => {
  const window = createBlockWindow(1_000);
  const widths: number[] = [];
  for (let i = 0; i < 60; i++) {
    const width = window.size();
    widths.push(width);
    if (width > 300) window.refused(new Error('too many'), width);
    else window.answered();
  }
  expect(widths.slice(0, 4)).toEqual([1_000, 500, 250, 250]);
  expect(widths.filter((width) => width > 300).length).toBeLessThan(7);
  const free = createBlockWindow(1_000);
  free.refused(new Error('crowded'), 1_000);
  for (let i = 0; i < 40; i++) free.answered();
  expect(free.size()).toBe(1_000);
});

test('behavior: a reader goes on in smaller parts after a proxy gave up, with pauses, and misses nothing', async () => {
  const busy = await failureOf(answers['a gateway that waited too long'] as RequestListener);
  const asked: number[] = [];
  const found: bigint[] = [];
  const startMs = performance.now();
  const parts = readInParts({
    fromBlock: 1n,
    toBlock: 500n,
    chunkBlocks: 400n,
    action: 'reading',
    read: async ({ fromBlock, toBlock }) => {
      const width = Number(toBlock - fromBlock) + 1;
      asked.push(width);
      if (width > 100) throw busy;
      return Array.from({ length: width }, (_, i) => fromBlock + BigInt(i));
    },
  });
  for await (const { logs } of parts) found.push(...logs);
  expect(found).toEqual(Array.from({ length: 500 }, (_, i) => BigInt(i + 1)));
  expect(asked.slice(0, 3)).toEqual([400, 200, 100]);
  expect(performance.now() - startMs).toBeGreaterThan(500);
});
