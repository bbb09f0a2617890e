import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isSlotUp } from '@tallystick/prover/statements';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorld, DAY_MS, EPOCH_MS, type World } from './support/createWorld.js';
import type { TestProvider } from './support/startProvider.js';

let world: World;
let provider: TestProvider;
let child: ChildProcess | undefined;
beforeEach(async () => {
  world = await createWorld();
  [provider] = world.providers as [TestProvider];
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await world?.close();
});

/**
 * Runs a watcher in a process of its own, with a provider that is down all day, and kills it with SIGKILL after a line that
 * `isEnough` accepts.
 *
 * @returns every line that it said
 */
async function runAndKill(isEnough: (line: string, count: number) => boolean): Promise<string[]> {
  const source = fileURLToPath(new URL('./support/runChildWatcher.ts', import.meta.url));
  const code = `
    import { runnerImport } from 'vite';
    const resolve = { conditions: ['tallystick:source'], noExternal: [/^@tallystick/] };
    await runnerImport(${JSON.stringify(source)}, {
      configFile: false, logLevel: 'error', environments: { inline: { resolve } },
    });`;
  child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, WATCH_DATA_DIR: join(world.folder, 'data') },
  });
  const exited = once(child, 'close');
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout as NodeJS.ReadableStream)) {
    lines.push(line);
    if (isEnough(line, lines.length)) child.kill('SIGKILL');
  }
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
  return lines;
}

test('behavior: killed in the middle of an epoch, nothing that was recorded is lost', async () => {
  const lines = await runAndKill((_line, count) => count === 30);
  const recorded = lines.filter((line) => line.startsWith('slot ')).map((line) => Number(line.slice(5)));
  expect(recorded.length).toBeGreaterThanOrEqual(30);
  // Back after the epoch: everything that nobody watched is in doubt, and so up.
  await world.clock.advanceTo(DAY_MS + EPOCH_MS + 1000);
  const watcher = await world.start();
  await world.clock.advanceTo(DAY_MS + EPOCH_MS + 2000);
  const { bitmap } = await world.openingOf(watcher, provider);
  for (const slot of recorded) expect(isSlotUp(bitmap, slot), `slot ${slot}`).toBe(false);
  // One more may have been recorded before the kill arrived, without being heard of.
  const down = [...Array(96).keys()].filter((slot) => !isSlotUp(bitmap, slot));
  expect(down.length).toBeGreaterThanOrEqual(recorded.length);
});

test('behavior: killed between deciding and posting, the same root is posted, and its leaves can be opened', async () => {
  const lines = await runAndKill((line) => line.startsWith('root '));
  const root = BigInt(lines.at(-1)?.replace('root ', '') ?? 0);
  await world.clock.advanceTo(DAY_MS + EPOCH_MS + 30_000);
  const watcher = await world.start();
  await world.clock.advanceTo(DAY_MS + EPOCH_MS + 60_000);
  expect(world.court.rootOf(1, world.address)).toBe(root);
  const opening = await world.openingOf(watcher, provider);
  expect(opening).toMatchObject({ root, bitmap: 0n });
});
