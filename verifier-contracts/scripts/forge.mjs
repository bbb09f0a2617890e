#!/usr/bin/env node
// Runs forge of @foundry-rs/forge in this package's folder: `node scripts/forge.mjs test`. The platform's binary is
// called directly, so it works where packages' install scripts don't run.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch];
const name = `@foundry-rs/forge-${process.platform}-${arch}`;
const binary = process.platform === 'win32' ? 'forge.exe' : 'forge';

/** The platform package may sit beside this package or beside @foundry-rs/forge. */
function findForge() {
  for (const from of [require, createRequire(require.resolve('@foundry-rs/forge/package.json'))]) {
    try {
      return join(dirname(from.resolve(`${name}/package.json`)), 'bin', binary);
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error(`forge isn't installed for this platform: run npm install (looked for ${name})`);
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const contracts = dirname(require.resolve('@openzeppelin/contracts/package.json'));
// Absolute, since a file outside the root must have one name only, and wherever npm put the package.
// The example integrator lies outside the root, and imports this package by its name.
const remappings = [
  `@openzeppelin/contracts/=${contracts}/`,
  '@tallystick/verifier-contracts/contracts/=contracts/',
  `@tallystick/examples/=${join(dirname(root), 'examples')}/`,
];
const env = { ...process.env, FOUNDRY_REMAPPINGS: remappings.join('\n') };
const result = spawnSync(findForge(), process.argv.slice(2), { cwd: root, stdio: 'inherit', env });
if (result.error) throw result.error;
process.exitCode = result.status ?? 1;
