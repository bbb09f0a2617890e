import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { watchMemory } from './watchMemory.js';

/** A process whose child takes 200 MiB and says so. */
function startParent() {
  const hungry = 'globalThis.kept = Buffer.alloc(200 * 2 ** 20, 1); console.log("full"); setInterval(() => {}, 1000)';
  const parent = `const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(hungry)}], { stdio: 'inherit' });
    process.on('SIGTERM', () => { child.kill('SIGKILL'); process.exit(0); });`;
  const started = spawn(process.execPath, ['-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] });
  const full = new Promise<void>((resolve) => started.stdout.once('data', () => resolve()));
  return { pid: started.pid ?? 0, full, stop: () => started.kill('SIGTERM') };
}

test('default: says once how much a process and its children take, when it is too much', async () => {
  const { pid, full, stop } = startParent();
  await full;
  const told: number[] = [];
  const takenMib = await new Promise<number>((resolve) => {
    watchMemory(pid, { limitMib: 200, intervalMs: 5 }, (mib) => {
      told.push(mib);
      resolve(mib);
    });
  });
  expect(takenMib).toBeGreaterThan(200);
  expect(takenMib).toBeLessThan(600);
  expect(told).toHaveLength(1);
  stop();
});

test('behavior: says nothing below the limit, nor of a process that has ended', async () => {
  const { pid, full, stop } = startParent();
  await full;
  const told: number[] = [];
  const ends = [
    watchMemory(pid, { limitMib: 5000, intervalMs: 5 }, (mib) => told.push(mib)),
    watchMemory(2 ** 22 + 1, { limitMib: 1, intervalMs: 5 }, (mib) => told.push(mib)),
  ];
  // The same process under a lower limit has been looked at by then.
  await new Promise<void>((resolve) => {
    watchMemory(pid, { limitMib: 1, intervalMs: 20 }, () => resolve());
  });
  expect(told).toEqual([]);
  for (const end of ends) end();
  stop();
});
