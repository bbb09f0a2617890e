#!/usr/bin/env node
import { randomInt } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCrypto, unloadCrypto } from '@tallystick/prover/core';
import { Command, InvalidArgumentError } from 'commander';
import { runChaos } from './runChaos.js';

function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a number from 1 to 999999.');
}

type Given = { kills: number; seed?: number; json?: string; keep?: boolean };

const program = new Command('npm run test:chaos --')
  .description(
    'Kills sequencer, standby, provers and database at random while clients hand in receipts and withdrawals, and looks on the chain whether anything was lost or done twice. Exit code 1 when it was.',
  )
  .option('--kills <n>', 'how many processes to kill', parseCount, 200)
  .option('--seed <n>', 'the same kills again; a random one when left out', parseCount)
  .option('--json <file>', 'write the result as JSON')
  .option('--keep', 'leave database and logs behind, as after a failure')
  .action(async ({ kills, seed = randomInt(1, 1_000_000), json, keep = false }: Given) => {
    const say = (line: string) => process.stderr.write(`${line}\n`);
    // So that nobody takes the result of an earlier run for this one's.
    if (json !== undefined) await rm(json, { force: true });
    const workDir = await mkdtemp(join(tmpdir(), 'tallystick-chaos-'));
    // As root the database runs as its own user, who has to reach its folder in here.
    await chmod(workDir, 0o711);
    say(`seed ${seed}; logs in ${workDir}`);
    await loadCrypto();
    try {
      const cli = fileURLToPath(import.meta.resolve('@tallystick/sequencer/cli'));
      const result = await runChaos({ kills, seed, cli, workDir, say });
      process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
      if (json !== undefined) await writeFile(json, `${JSON.stringify(result, undefined, 2)}\n`);
      const isRight = result.lost === 0 && result.twice === 0 && result.rootsEqual;
      if (!isRight) process.exitCode = 1;
      else if (!keep) await rm(workDir, { recursive: true, force: true });
    } finally {
      unloadCrypto();
    }
  });

await program.parseAsync();
