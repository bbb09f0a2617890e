// Where forge of @foundry-rs/forge lies, and what it has to be told of this repository. The platform's binary is called directly, so it
// works where packages' install scripts don't run.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch];
const name = `@foundry-rs/forge-${process.platform}-${arch}`;
const binary = process.platform === 'win32' ? 'forge.exe' : 'forge';

/** The platform package may sit beside this package or beside @foundry-rs/forge. */
export function findForge() {
  for (const from of [require, createRequire(require.resolve('@foundry-rs/forge/package.json'))]) {
    try {
      return join(dirname(from.resolve(`${name}/package.json`)), 'bin', binary);
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error(`forge isn't installed for this platform: run npm install (looked for ${name})`);
}

/** The package's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const contracts = dirname(require.resolve('@openzeppelin/contracts/package.json'));
// Absolute, since a file outside the root must have one name only, and wherever npm put the package.
// The example integrator lies outside the root, and imports this package by its name.
const remappings = [
  `@openzeppelin/contracts/=${contracts}/`,
  '@tallystick/verifier-contracts/contracts/=contracts/',
  `@tallystick/examples/=${join(dirname(root), 'examples')}/`,
];

export const forgeEnvironment = { ...process.env, FOUNDRY_REMAPPINGS: remappings.join('\n') };
