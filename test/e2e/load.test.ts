import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MeasuredLoad } from '../../bench/load/measureLoad.js';

/** Above how far two halves of a minute lie apart by themselves, and below a few KiB for each settlement of half a minute. */
const GROWTH_MB = 64;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tallystick-load-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * The short version of `npm run test:load`. How much a machine takes in is measured there, alone on it; here the bounds are such that a
 * busy machine meets them and a mistake doesn't.
 */
test('default: 50 clients are served for a minute; none is refused, nobody waits long, the memory stays', async () => {
  const main = fileURLToPath(new URL('../../dist/bench/load/main.js', import.meta.url));
  const json = join(folder, 'load.json');
  const run = promisify(execFile)(process.execPath, [main, '--seconds', '5', '--soak', '60', '--json', json]);
  const { stderr } = await run;
  const figures = JSON.parse(await readFile(json, 'utf8')) as MeasuredLoad;
  const shown = `${stderr}\n${JSON.stringify(figures)}`;
  expect(figures, shown).toMatchObject({ clients: 50, soakSeconds: 60, refused: {} });
  expect(figures.acceptedPerSecond, shown).toBeGreaterThan(200);
  // A rate that was measured in five seconds, on a machine that others may use in the sixty after.
  expect(figures.soakAccepted, shown).toBeGreaterThan(0.5 * 30 * figures.acceptedPerSecond);
  expect(figures.p50Ms, shown).toBeLessThan(250);
  expect(figures.rssEndMb - figures.rssStartMb, shown).toBeLessThan(GROWTH_MB);
}, 400_000);
