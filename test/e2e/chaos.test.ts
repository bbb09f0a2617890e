import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCrypto, unloadCrypto } from '@tallystick/prover/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runChaos } from '../../bench/chaos/runChaos.js';

/** The short version of `npm run test:chaos`: every step and every kind of process is in it. */
const KILLS = 20;
const SEED = 20;

let workDir: string;

beforeAll(async () => {
  await loadCrypto();
  workDir = await mkdtemp(join(tmpdir(), 'tallystick-chaos-'));
  await chmod(workDir, 0o711);
});
afterAll(() => unloadCrypto());

test('default: twenty processes are killed at random; nothing acknowledged is lost, nothing is settled twice', async () => {
  const lines: string[] = [];
  const result = await runChaos({
    kills: KILLS,
    seed: SEED,
    cli: fileURLToPath(new URL('../../sequencer/bin/tallystick-sequencer.mjs', import.meta.url)),
    workDir,
    say: (line) => lines.push(line),
  });
  expect(result, [workDir, ...lines].join('\n')).toMatchObject({
    kills: KILLS,
    lost: 0,
    twice: 0,
    problems: [],
    rootsEqual: true,
    settled: result.acknowledged,
  });
  // Where something is wrong, the processes' logs and the database are left behind.
  await rm(workDir, { recursive: true, force: true });
  // There was something to lose.
  expect(result.acknowledged).toBeGreaterThan(100);
  expect(result.batches).toBeGreaterThan(3);
  expect(Object.values(result.killsByTarget).reduce((sum, count) => sum + count, 0)).toBe(KILLS);
}, 1_200_000);
