import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { realStringFolder } from '../../../test-support/realStringFolder.js';
import { temporaryFolder } from '../../../test-support/temporaryFolder.js';
import type { ProgressEvent } from '../../core/progress/ProgressEvent.js';
import { POINT_BYTES } from './constants.js';
import { fetchRealString } from './fetchRealString.js';
import { findReferenceString } from './findReferenceString.js';

const home = temporaryFolder();
let folders = 0;

/** A new cache folder. */
function newCache(): string {
  return join(home, `${folders++}`);
}

/** A server of G1 points; answers ranges as a file server does. */
async function serve(content: Buffer): Promise<string> {
  const server = createServer((request, response) => {
    const [, last] = /^bytes=0-([0-9]+)$/.exec(request.headers.range ?? '') ?? [];
    response.writeHead(206).end(content.subarray(0, Number(last) + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/g1.dat`;
}

/** An address where nobody listens. */
async function nowhere(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return `http://127.0.0.1:${port}/g1.dat`;
}

describe('development string', () => {
  test('default: made without network, kept, announced once', async () => {
    const cacheDir = newCache();
    const events: ProgressEvent[] = [];
    const onProgress = (event: ProgressEvent) => events.push(event);
    const parameters = { points: 257, cacheDir, crsPath: home, url: await nowhere(), onProgress };
    const made = await findReferenceString(parameters);
    expect(made).toMatchObject({ kind: 'development', points: 257 });
    expect(readFileSync(join(made.path, 'bn254_g1.dat'))).toHaveLength(257 * POINT_BYTES);
    events.push(...(await eventsOfSecond()));
    expect(events.filter(({ status }) => status === 'notice')).toHaveLength(1);

    async function eventsOfSecond(): Promise<ProgressEvent[]> {
      const before = events.length;
      expect(await findReferenceString(parameters)).toEqual(made);
      return events.splice(before);
    }
  });

  test('behavior: a larger one is an extension', async () => {
    const cacheDir = newCache();
    const small = await findReferenceString({ points: 100, cacheDir, choice: 'development' });
    const large = await findReferenceString({ points: 300, cacheDir, choice: 'development' });
    const whole = await findReferenceString({ points: 300, cacheDir: newCache(), choice: 'development' });
    const [first, extended, expected] = [small, large, whole].map(({ path }) =>
      readFileSync(join(path, 'bn254_g1.dat')),
    );
    expect(extended).toEqual(expected);
    expect(extended?.subarray(0, 100 * POINT_BYTES)).toEqual(first);
  });

  test('behavior: makers at the same time get the same one', async () => {
    const cacheDir = newCache();
    const parameters = { points: 200, cacheDir, choice: 'development' } as const;
    const [one, two] = await Promise.all([findReferenceString(parameters), findReferenceString(parameters)]);
    expect(one).toEqual(two);
  });

  test('behavior: never stands in for the real one', async () => {
    const cacheDir = newCache();
    await findReferenceString({ points: 100, cacheDir, choice: 'development' });
    await expect(
      findReferenceString({ points: 100, cacheDir, choice: 'real', crsPath: home, url: await nowhere() }),
    ).rejects.toMatchObject({ code: 'artifacts/reference-string-unavailable', facts: { points: 100 } });
  });
});

test('error: CRS_PATH holds the development string instead of the real one', async () => {
  const { path } = await findReferenceString({ points: 300, cacheDir: newCache(), choice: 'development' });
  await expect(findReferenceString({ points: 300, cacheDir: newCache(), crsPath: path })).rejects.toMatchObject({
    code: 'artifacts/reference-string-invalid',
  });
});

test('error: the network gives something else', async () => {
  const { path } = await findReferenceString({ points: 300, cacheDir: newCache(), choice: 'development' });
  const url = await serve(readFileSync(join(path, 'bn254_g1.dat')));
  await expect(findReferenceString({ points: 300, cacheDir: newCache(), crsPath: home, url })).rejects.toMatchObject({
    code: 'artifacts/reference-string-invalid',
  });
});

test('behavior: a network that is silent is given up', async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/g1.dat`;
  expect(await fetchRealString({ cacheDir: newCache(), points: 10, url, timeoutMs: 50 })).toBeUndefined();
});

describe.runIf(realStringFolder !== undefined)('real string, from the folder beside the repository', () => {
  const folder = realStringFolder ?? '';
  const g1 = realStringFolder === undefined ? Buffer.alloc(0) : readFileSync(join(folder, 'bn254_g1.dat'));

  test('default: copied from CRS_PATH into the cache, and preferred', async () => {
    const cacheDir = newCache();
    await findReferenceString({ points: 1000, cacheDir, choice: 'development' });
    const found = await findReferenceString({ points: 1000, cacheDir, crsPath: folder });
    expect(found).toMatchObject({ kind: 'real', points: 32_769 });
    expect(readFileSync(join(found.path, 'bn254_g1.dat')).equals(g1)).toBe(true);
    expect(await findReferenceString({ points: 32_769, cacheDir, crsPath: home })).toEqual(found);
  });

  test('behavior: fetched from the network, checked by a pairing', async () => {
    const url = await serve(g1);
    const found = await findReferenceString({ points: 700, cacheDir: newCache(), crsPath: home, url });
    expect(found).toMatchObject({ kind: 'real', points: 700 });
    expect(readFileSync(join(found.path, 'bn254_g1.dat'))).toEqual(g1.subarray(0, 700 * POINT_BYTES));
  });

  test.each([
    ['a point off the curve', 500 * POINT_BYTES + 63, 1],
    ['a point on the curve that is no power', 500 * POINT_BYTES, POINT_BYTES],
  ])('error: %s', async (_name, at, bytes) => {
    const changed = Buffer.from(g1.subarray(0, 700 * POINT_BYTES));
    if (bytes === POINT_BYTES) g1.copy(changed, at, 0, POINT_BYTES);
    else changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    const url = await serve(changed);
    await expect(findReferenceString({ points: 700, cacheDir: newCache(), crsPath: home, url })).rejects.toMatchObject({
      code: 'artifacts/reference-string-invalid',
    });
  });

  test('error: another G2 point at CRS_PATH', async () => {
    const crsPath = newCache();
    mkdirSync(crsPath, { recursive: true });
    copyFileSync(join(folder, 'bn254_g1.dat'), join(crsPath, 'bn254_g1.dat'));
    writeFileSync(join(crsPath, 'bn254_g2.dat'), Buffer.alloc(128, 1));
    await expect(findReferenceString({ points: 300, cacheDir: newCache(), crsPath })).rejects.toMatchObject({
      code: 'artifacts/reference-string-invalid',
      facts: { file: 'bn254_g2.dat' },
    });
  });
});
