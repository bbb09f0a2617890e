#!/usr/bin/env node
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { createNarrator } from './createNarrator.js';
import { formatResult } from './formatResult.js';
import { runDemo } from './runDemo.js';

const program = new Command('npm run demo --')
  .description(
    'The main job end to end on this machine: two providers serve six consumers 2,000 paid HTTP requests, a sequencer settles the receipts with zero-knowledge proofs, an integrator rewards proven usage, watchers judge uptime, and every balance is checked.',
  )
  .option('--json <file>', 'write the result as JSON, amounts in token base units')
  .option('--keep', 'keep the working folder with the database and the receipt stores')
  .action(async (options: { json?: string; keep?: boolean }) => {
    const workDir = await mkdtemp(join(tmpdir(), 'tallystick-demo-'));
    // As root the database runs as its own user, who has to reach its folder in here.
    await chmod(workDir, 0o711);
    try {
      const result = await runDemo({ narrator: createNarrator(process.stderr), workDir });
      process.stdout.write(`\n${formatResult(result)}\n`);
      if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(result, undefined, 2)}\n`);
      const wrong = result.balances.filter(({ after, expected }) => after !== expected);
      if (wrong.length > 0) {
        process.stderr.write(`${wrong.length} balances are wrong.\n`);
        process.exitCode = 1;
      }
      const { usage, uptime } = result;
      const isJudged = uptime.providers.every(
        (row) => row.stakeAfter === row.expectedStake && row.missedSlots === row.expectedMissedSlots,
      );
      if (usage.reward !== usage.expectedReward || !isJudged) {
        process.stderr.write('A reward or a stake is wrong.\n');
        process.exitCode = 1;
      }
      if (options.keep === true) process.stderr.write(`Kept: ${workDir}\n`);
      else await rm(workDir, { recursive: true, force: true });
    } catch (error) {
      process.stderr.write(`The demo failed; its folder with sequencer.log is kept: ${workDir}\n`);
      throw error;
    }
  });

await program.parseAsync();
