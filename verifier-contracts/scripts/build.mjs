#!/usr/bin/env node
// Compiles the contracts with npm's solc and writes src/generated/*.ts: typed ABIs (`as const`) and creation bytecode.
// Does nothing when neither a source nor the compiler changed.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, 'src', 'generated');
const openZeppelin = dirname(require.resolve('@openzeppelin/contracts/package.json'));

/** Keep in step with foundry.toml, so that what the tests run is what is deployed. */
const settings = {
  optimizer: { enabled: true, runs: 10_000 },
  viaIR: false,
  evmVersion: 'cancun',
  metadata: { appendCBOR: false, bytecodeHash: 'none' },
};

/** What is made: the source, the contract, the name in TypeScript, and whether it can be deployed. */
const outputs = [
  { source: 'contracts/rollup/Rollup.sol', contract: 'Rollup', name: 'rollup' },
  {
    source: 'contracts/interfaces/IBatchVerifier.sol',
    contract: 'IBatchVerifier',
    name: 'batchVerifier',
    abiOnly: true,
  },
  { source: 'contracts/test/TestToken.sol', contract: 'TestToken', name: 'testToken' },
  {
    source: '@openzeppelin/contracts/access/manager/AccessManager.sol',
    contract: 'AccessManager',
    name: 'accessManager',
  },
];

/** Builds what is due; returns whether anything was. */
export async function buildContracts() {
  const hash = contentHash();
  if (outputs.every((output) => stampOf(output) === hash)) return false;
  const { default: solc } = await import('solc');
  const result = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: 'Solidity',
        sources: Object.fromEntries(outputs.map(({ source }) => [source, { content: readSource(source) }])),
        settings: { ...settings, outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
      }),
      { import: (path) => ({ contents: readSource(path) }) },
    ),
  );
  // Warnings count as errors, but a dependency's are its own matter.
  const errors = (result.errors ?? [])
    .filter((error) => error.severity === 'error' || !error.sourceLocation?.file.startsWith('@openzeppelin/'))
    .map((error) => error.formattedMessage);
  if (errors.length > 0) throw new Error(`The contracts don't compile cleanly:\n${errors.join('\n')}`);
  mkdirSync(target, { recursive: true });
  for (const output of outputs) {
    writeAtomically(fileOf(output), render(output, result.contracts[output.source][output.contract], hash));
  }
  return true;
}

function render({ source, name, abiOnly }, { abi, evm }, hash) {
  const lines = [
    `// Made by verifier-contracts/scripts/build.mjs from ${source}; don't edit.`,
    `// inputs: ${hash}`,
    '',
    `export const ${name}Abi = ${JSON.stringify(abi, null, 2)} as const;`,
  ];
  if (!abiOnly) lines.push('', `export const ${name}Bytecode = '0x${evm.bytecode.object}' as const;`);
  return `${lines.join('\n')}\n`;
}

/** Of everything that goes into the outputs: sources, compiler, dependency, and this script. */
function contentHash() {
  const hash = createHash('sha256');
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  hash.update(require('solc/package.json').version);
  hash.update(require('@openzeppelin/contracts/package.json').version);
  for (const folder of ['interfaces', 'rollup', 'test']) {
    for (const file of readdirSync(join(root, 'contracts', folder)).sort()) {
      const path = join(root, 'contracts', folder, file);
      hash.update(`${relative(root, path)}\n`).update(readFileSync(path));
    }
  }
  return hash.digest('hex');
}

function readSource(path) {
  const prefix = '@openzeppelin/contracts/';
  return readFileSync(
    path.startsWith(prefix) ? join(openZeppelin, path.slice(prefix.length)) : join(root, path),
    'utf8',
  );
}

function fileOf({ contract }) {
  return join(target, `${contract}.ts`);
}

function stampOf(output) {
  try {
    return /^\/\/ inputs: (\w+)$/m.exec(readFileSync(fileOf(output), 'utf8').slice(0, 400))?.[1];
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A reader, or a build that runs at the same time, never meets half a file. */
function writeAtomically(file, text) {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, file);
}

/** For vitest's `globalSetup`: the tests import what this makes. */
export async function setup() {
  await buildContracts();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await buildContracts()) ? 'Contracts compiled.' : 'Contracts are up to date.');
}
