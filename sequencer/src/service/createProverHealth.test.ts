import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { artifactsError } from '@tallystick/prover/proving';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sequencerError } from '../errors.js';
import type { ProveJob, ProveResult } from '../proving/protocol.js';
import type { ProvingWorker } from '../proving/startWorker.js';
import { createProverHealth } from './createProverHealth.js';

const job = {} as ProveJob;
let folder: string;
let clock: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-health-'));
  clock = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A worker that loads and proves unless the test says why not. */
function worker() {
  const fails: { load?: Error | undefined; prove?: Error | undefined } = {};
  let loads = 0;
  const unless = async <Value>(error: Error | undefined, value: Value): Promise<Value> => {
    if (error !== undefined) throw error;
    return value;
  };
  const made = {
    load: () => {
      loads++;
      return unless(fails.load, []);
    },
    prove: () => unless(fails.prove, {} as ProveResult),
  } as unknown as ProvingWorker;
  return { made, fails, loads: () => loads };
}
const health = (provers: number, cacheDir = folder) => createProverHealth({ provers, cacheDir, nowMs: () => clock });
const failed = (watched: ProvingWorker) => watched.prove(job).catch(() => {});

test('default: ready once the circuits are loaded', async () => {
  const { watch, settled, problem } = health(1);
  expect(await problem()).toBe('prover: circuits are being loaded');
  const watched = watch(worker().made);
  await settled();
  expect(await problem()).toBeUndefined();
  await watched.prove(job);
  expect(await problem()).toBeUndefined();
});

test('default: without provers of its own nothing of them is asked', async () => {
  expect(await health(0, '/dev/null/none').problem()).toBeUndefined();
});

test('behavior: a cache where nothing can be written, until it can', async () => {
  const cacheDir = join(folder, 'cache');
  await writeFile(cacheDir, '');
  const { watch, settled, problem } = health(1, cacheDir);
  const { made, fails, loads } = worker();
  fails.load = artifactsError('artifacts/cache-unusable');
  watch(made);
  await settled();
  expect(await problem()).toBe('prover: artifacts/cache-unusable');
  await rm(cacheDir);
  fails.load = undefined;
  clock = 29_999;
  expect(await problem()).toBe('prover: artifacts/cache-unusable');
  expect(loads()).toBe(1);
  clock = 30_000;
  await problem();
  expect(loads()).toBe(2);
  expect(await problem()).toBeUndefined();
});

test('behavior: a cache that was filled beforehand may be read-only', async () => {
  const { watch, settled, problem } = health(1, '/dev/null/none');
  watch(worker().made);
  await settled();
  expect(await problem()).toBeUndefined();
});

test('behavior: not ready while every prover fails one job after the other; one that succeeds is enough', async () => {
  const { watch, settled, problem } = health(2);
  const [one, two] = [worker(), worker()];
  const [first, second] = [watch(one.made), watch(two.made)];
  await settled();
  one.fails.prove = two.fails.prove = artifactsError('artifacts/prover-failed');
  for (const watched of [first, first, second]) await failed(watched);
  expect(await problem()).toBeUndefined();
  await failed(second);
  expect(await problem()).toBe('prover: artifacts/prover-failed');
  two.fails.prove = undefined;
  await second.prove(job);
  expect(await problem()).toBeUndefined();
});

test('behavior: failures are forgotten where no job tells any more; those of a batch never count', async () => {
  const { watch, settled, problem } = health(1);
  const { made, fails } = worker();
  const watched = watch(made);
  await settled();
  fails.prove = artifactsError('artifacts/unprovable');
  for (let i = 0; i < 3; i++) await failed(watched);
  expect(await problem()).toBeUndefined();
  fails.prove = sequencerError('sequencer/prover-out-of-memory');
  for (let i = 0; i < 2; i++) await failed(watched);
  expect(await problem()).toBe('prover: sequencer/prover-out-of-memory');
  clock = 600_000;
  expect(await problem()).toBeUndefined();
});
