import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

// What is built: a user runs nothing else.
test.each([
  ['prover/bin/tallystick.mjs', '--help'],
  ['prover/bin/tallystick.mjs', 'no-such-command'],
  ['sequencer/bin/tallystick-sequencer.mjs', '--help'],
])('behavior: %s %s outlives whoever reads what it prints', async (bin, argument) => {
  const child = spawn(process.execPath, [root + bin, argument], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  // Closed before anything is printed: every write fails.
  child.stdout.destroy();
  child.stderr.destroy();
  const [code, signal] = await exited;
  // An error that nobody handles ends Node.js with 1 here, a usage error of the command itself with 2 or 1.
  expect({ code, signal }).toEqual({ code: argument === '--help' ? 0 : expect.any(Number), signal: null });
});
