#!/usr/bin/env node
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { loadCrypto, unloadCrypto } from '@tallystick/prover/core';
import { createProgressReporter } from '@tallystick/prover/proving';
import { Command, InvalidArgumentError } from 'commander';
import { measureUptime } from './courts/measureUptime.js';
import { measureUsage } from './courts/measureUsage.js';
import { measureGateway } from './gateway.js';
import { measureBatch } from './measureBatch.js';
import { measureProvers } from './measureProvers.js';
import { measureSignatures } from './measureSignatures.js';

const CASES = ['batch', 'provers', 'gateway', 'signatures', 'uptime', 'usage'] as const;
type Case = (typeof CASES)[number];

function parseCases(text: string): Case[] {
  return text.split(',').map((name) => {
    const found = CASES.find((candidate) => candidate === name.trim());
    if (found === undefined) throw new InvalidArgumentError(`expected some of ${CASES.join(', ')}.`);
    return found;
  });
}

const program = new Command('npm run bench --')
  .description(
    'Measures proving, verifying and settling batches, one and consecutive ones, metering through the gateway, verifying signatures, and the proofs of uptime and usage.',
  )
  .option('--shape <name>', 'shape of the batch: tiny, small or large', 'small')
  .option('--only <cases>', `what to measure, separated by commas: ${CASES.join(', ')}`, parseCases, [...CASES])
  .option('--batches <n>', 'how many batches the consecutive run has', (text) => Number.parseInt(text, 10), 5)
  .option('--json <file>', 'write the figures as JSON')
  .action(async ({ shape, only, batches, json }: { shape: string; only: Case[]; batches: number; json?: string }) => {
    const onProgress = createProgressReporter();
    await loadCrypto();
    const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version };
    const figures = {
      machine,
      ...(only.includes('batch') ? { batch: await measureBatch(shape, { batches, onProgress }) } : {}),
      ...(only.includes('provers') ? { provers: await measureProvers(shape, onProgress) } : {}),
      ...(only.includes('gateway') ? { gateway: await measureGateway() } : {}),
      ...(only.includes('signatures') ? { signatures: await measureSignatures() } : {}),
      ...(only.includes('uptime') ? { uptime: await measureUptime() } : {}),
      ...(only.includes('usage') ? { usage: await measureUsage() } : {}),
    };
    await unloadCrypto();
    process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
    if (json !== undefined) await writeFile(json, `${JSON.stringify(figures, undefined, 2)}\n`);
  });

await program.parseAsync();
