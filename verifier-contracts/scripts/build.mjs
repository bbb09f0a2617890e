#!/usr/bin/env node
// Compiles the contracts with npm's solc and writes typed ABIs (`as const`), creation bytecode, and what tells whether code on a
// chain is a contract's: src/generated/*.ts for the package, examples/integrator/generated/*.ts for the example. The Poseidon contracts, which circomlibjs assembles
// without a source, go to src/generated/Poseidon.ts and, for the Foundry tests, to
// test/support/generated/PoseidonCode.sol. None of it is committed: it is made in seconds, before every test.
// Does nothing when neither a source nor a tool changed.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keccak256 } from 'viem';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packageTarget = join(root, 'src', 'generated');
const exampleFolder = join(root, '..', 'examples', 'integrator');
const exampleTarget = join(exampleFolder, 'generated');
const testTarget = join(root, 'test', 'support', 'generated');
const openZeppelin = dirname(require.resolve('@openzeppelin/contracts/package.json'));

/** Keep in step with foundry.toml, so that what the tests run is what is deployed. */
const settings = {
  optimizer: { enabled: true, runs: 1_500 },
  viaIR: false,
  evmVersion: 'cancun',
  metadata: { appendCBOR: false, bytecodeHash: 'none' },
};

const selected = [
  'abi',
  'evm.bytecode.object',
  'evm.deployedBytecode.object',
  'evm.deployedBytecode.immutableReferences',
];

/** What is made: the source, the contract, the name in TypeScript, and whether it can be deployed. */
const outputs = [
  { source: 'contracts/rollup/Rollup.sol', contract: 'Rollup', name: 'rollup' },
  {
    source: 'contracts/interfaces/IBatchVerifier.sol',
    contract: 'IBatchVerifier',
    name: 'batchVerifier',
    abiOnly: true,
  },
  { source: 'contracts/stake/StakeRegistry.sol', contract: 'StakeRegistry', name: 'stakeRegistry' },
  { source: 'contracts/uptime/UptimeCourt.sol', contract: 'UptimeCourt', name: 'uptimeCourt' },
  {
    source: 'contracts/interfaces/IUptimeProofVerifier.sol',
    contract: 'IUptimeProofVerifier',
    name: 'uptimeProofVerifier',
    abiOnly: true,
  },
  { source: 'contracts/usage/UsageVerifier.sol', contract: 'UsageVerifier', name: 'usageVerifier' },
  {
    source: 'contracts/interfaces/IUsageProofVerifier.sol',
    contract: 'IUsageProofVerifier',
    name: 'usageProofVerifier',
    abiOnly: true,
  },
  { source: 'contracts/test/TestToken.sol', contract: 'TestToken', name: 'testToken' },
  {
    source: '@openzeppelin/contracts/access/manager/AccessManager.sol',
    contract: 'AccessManager',
    name: 'accessManager',
  },
  {
    source: 'examples/integrator/UsageRewards.sol',
    contract: 'UsageRewards',
    name: 'usageRewards',
    target: exampleTarget,
  },
];

/** circomlib's Poseidon as contracts: `poseidon4` hashes four field elements (tree nodes), `poseidon5` five (leaves). */
const poseidonInputs = [4, 5];

/** Builds what is due; returns whether anything was. */
export async function buildContracts() {
  const hash = contentHash();
  const files = [...outputs.map(fileOf), join(packageTarget, 'Poseidon.ts'), join(testTarget, 'PoseidonCode.sol')];
  if (files.every((file) => stampOf(file) === hash)) return false;
  const { default: solc } = await import('solc');
  const result = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: 'Solidity',
        sources: Object.fromEntries(outputs.map(({ source }) => [source, { content: readSource(source) }])),
        settings: { ...settings, outputSelection: { '*': { '*': selected } } },
      }),
      { import: (path) => ({ contents: readSource(path) }) },
    ),
  );
  // Warnings count as errors, but a dependency's are its own matter.
  const errors = (result.errors ?? [])
    .filter((error) => error.severity === 'error' || !error.sourceLocation?.file.startsWith('@openzeppelin/'))
    .map((error) => error.formattedMessage);
  if (errors.length > 0) throw new Error(`The contracts don't compile cleanly:\n${errors.join('\n')}`);
  for (const folder of [packageTarget, exampleTarget, testTarget]) mkdirSync(folder, { recursive: true });
  for (const output of outputs) {
    writeAtomically(fileOf(output), render(output, result.contracts[output.source][output.contract], hash));
  }
  const { poseidonContract } = await import('circomlibjs');
  const codes = poseidonInputs.map((inputs) => ({ inputs, code: poseidonContract.createCode(inputs).slice(2) }));
  writeAtomically(join(packageTarget, 'Poseidon.ts'), renderPoseidon(codes, hash));
  writeAtomically(join(testTarget, 'PoseidonCode.sol'), renderPoseidonLibrary(codes, hash));
  return true;
}

function render({ source, name, abiOnly }, { abi, evm }, hash) {
  const lines = [
    `// Made by verifier-contracts/scripts/build.mjs from ${source}; don't edit.`,
    `// inputs: ${hash}`,
    '',
    `export const ${name}Abi = ${JSON.stringify(abi, null, 2)} as const;`,
  ];
  if (!abiOnly) {
    lines.push(
      '',
      `export const ${name}Bytecode = '0x${evm.bytecode.object}' as const;`,
      '',
      `export const ${name}Runtime = ${JSON.stringify(runtimeOf(evm.deployedBytecode))} as const;`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** The hash of the code on a chain where the immutables, whose places are given in bytes, are 0: as the compiler leaves them. */
function runtimeOf({ object, immutableReferences = {} }) {
  const places = Object.values(immutableReferences).flat();
  const immutables = places.map(({ start, length }) => [start, length]).sort(([left], [right]) => left - right);
  return { hash: keccak256(`0x${object}`), immutables };
}

function renderPoseidon(codes, hash) {
  return [
    "// Made by verifier-contracts/scripts/build.mjs from circomlibjs; don't edit.",
    `// inputs: ${hash}`,
    ...codes.flatMap(({ inputs, code }) => {
      const [, uint256Variant] = poseidonAbiOf(inputs);
      return [
        '',
        `export const poseidon${inputs}Abi = ${JSON.stringify([uint256Variant], null, 2)} as const;`,
        `export const poseidon${inputs}Bytecode = '0x${code}' as const;`,
      ];
    }),
    '',
  ].join('\n');
}

/** circomlibjs's own ABI has the function twice, for words and for numbers, in an outdated form. */
function poseidonAbiOf(inputs) {
  return ['bytes32', 'uint256'].map((type) => ({
    type: 'function',
    name: 'poseidon',
    stateMutability: 'pure',
    inputs: [{ name: 'input', type: `${type}[${inputs}]` }],
    outputs: [{ name: '', type }],
  }));
}

function renderPoseidonLibrary(codes, hash) {
  return `// Made by verifier-contracts/scripts/build.mjs from circomlibjs; don't edit.
// inputs: ${hash}
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// @title The creation bytecode of circomlib's Poseidon contracts
library PoseidonCode {
${codes.map(({ inputs, code }) => `    bytes internal constant POSEIDON_${inputs} =\n        hex"${code}";`).join('\n')}
}
`;
}

/** Of everything that goes into the outputs: sources, compiler, dependency, and this script. */
function contentHash() {
  const hash = createHash('sha256');
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  hash.update(require('solc/package.json').version);
  hash.update(require('@openzeppelin/contracts/package.json').version);
  // circomlibjs doesn't tell its version; the package pins it.
  hash.update(require('../package.json').devDependencies.circomlibjs);
  for (const folder of [join(root, 'contracts'), exampleFolder]) {
    const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.sol'));
    for (const file of files.sort()) {
      const path = join(folder, file);
      hash.update(`${relative(root, path)}\n`).update(readFileSync(path));
    }
  }
  return hash.digest('hex');
}

/** Where the packages and folders that sources are named by lie. */
const prefixes = {
  '@openzeppelin/contracts/': openZeppelin,
  '@tallystick/verifier-contracts/': root,
  'examples/integrator/': exampleFolder,
};

function readSource(path) {
  const prefix = Object.keys(prefixes).find((candidate) => path.startsWith(candidate));
  const file = prefix === undefined ? join(root, path) : join(prefixes[prefix], path.slice(prefix.length));
  return readFileSync(file, 'utf8');
}

function fileOf({ contract, target = packageTarget }) {
  return join(target, `${contract}.ts`);
}

function stampOf(file) {
  try {
    return /^\/\/ inputs: (\w+)$/m.exec(readFileSync(file, 'utf8').slice(0, 400))?.[1];
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
