import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertRealPowers } from './assertRealPowers.js';
import { IGNITION, POINT_BYTES } from './constants.js';
import type { ReferenceString } from './referenceString.js';
import { referenceStringStore } from './referenceStringStore.js';

export type FetchRealStringParameters = {
  cacheDir: string;
  points: number;
  progress?: (fraction: number) => void;
  /** Where from; the official source by default. */
  url?: string;
  /** How long the first byte may take, and every later pause. */
  timeoutMs?: number;
};

const TIMEOUT_MS = 3_000;

/**
 * Downloads the first points of the real string, checks them, and keeps them in the cache.
 *
 * @returns undefined when the network does not give them in time
 * @throws artifacts/reference-string-invalid when it gives something else
 */
export async function fetchRealString({
  cacheDir,
  points,
  progress,
  url = IGNITION.urls.g1,
  timeoutMs = TIMEOUT_MS,
}: FetchRealStringParameters): Promise<ReferenceString | undefined> {
  const g1 = await download({ url, bytes: points * POINT_BYTES, timeoutMs, progress });
  if (g1 === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-g1-'));
  try {
    const path = join(folder, 'bn254_g1.dat');
    await writeFile(path, g1);
    return await referenceStringStore.store(cacheDir, 'real', await assertRealPowers({ path, points }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type DownloadParameters = {
  url: string;
  bytes: number;
  timeoutMs: number;
  progress: ((fraction: number) => void) | undefined;
};

async function download({ url, bytes, timeoutMs, progress }: DownloadParameters): Promise<Buffer | undefined> {
  const patience = new AbortController();
  const giveUp = () => patience.abort();
  let timer = setTimeout(giveUp, timeoutMs);
  try {
    const response = await fetch(url, { headers: { Range: `bytes=0-${bytes - 1}` }, signal: patience.signal });
    if (!response.ok || response.body === null) return undefined;
    const content = Buffer.alloc(bytes);
    let received = 0;
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, timeoutMs);
      // A server that does not know ranges sends the whole file: the rest is left.
      content.set(chunk.subarray(0, bytes - received), received);
      received = Math.min(bytes, received + chunk.length);
      progress?.(received / bytes);
      if (received === bytes) return content;
    }
    return undefined;
  } catch (error) {
    // What fetch throws when there is no network, and what the abort throws.
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'AbortError')) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
    patience.abort();
  }
}
