#!/usr/bin/env node
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCrypto, unloadCrypto } from '@tallystick/prover/core';
import { Command, InvalidArgumentError } from 'commander';
import { measureLoad } from './measureLoad.js';

function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a number from 1 to 999999.');
}

const program = new Command('npm run test:load --')
  .description(
    'Measures how many settlements a sequencer with its embedded PostgreSQL takes in, how long they wait at half of that, and whether its memory stays.',
  )
  .option('--clients <n>', 'clients at the same time', parseCount, 50)
  .option('--seconds <s>', 'length of the two shorter runs', parseCount, 20)
  .option('--soak <s>', 'length of the run that watches the memory', parseCount, 600)
  .option('--json <file>', 'write the figures as JSON')
  .action(
    async ({ clients, seconds, soak, json }: { clients: number; seconds: number; soak: number; json?: string }) => {
      const workDir = await mkdtemp(join(tmpdir(), 'tallystick-load-'));
      // As root the database runs as its own user, who has to reach its folder in here.
      await chmod(workDir, 0o711);
      await loadCrypto();
      try {
        const say = (line: string) => process.stderr.write(`${line}\n`);
        const figures = await measureLoad({ workDir, clients, seconds, soakSeconds: soak, say });
        process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
        if (json !== undefined) await writeFile(json, `${JSON.stringify(figures, undefined, 2)}\n`);
      } finally {
        unloadCrypto();
        await rm(workDir, { recursive: true, force: true });
      }
    },
  );

await program.parseAsync();
