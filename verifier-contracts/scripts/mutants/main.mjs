#!/usr/bin/env node
// Takes out of the contracts one guard, write, call, event or modifier at a time, turns one operator round at a time, and asks whether a
// Foundry test notices:
//   npm run test:mutants:contracts -- [part of a file's name ...] [--kinds guard,write,...] [--only text] [--jobs N] [--list]
// Works on copies; what was found out is kept in cache/, and asked again only when the contracts, or the tests that it hangs on, are
// others. Fails when a mutant survives for which accepted.json gives no reason, and when one that it lists doesn't survive any more.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { findForge, forgeEnvironment, root } from '../forgeCommand.mjs';
import { compareSurvivors } from './compareSurvivors.mjs';
import { compileDeployed } from './compileDeployed.mjs';
import { importsOf } from './importsOf.mjs';
import { mutantsOf } from './mutantsOf.mjs';
import { syntaxTreesOf } from './syntaxTreesOf.mjs';
import { targets } from './targets.mjs';

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', default: '1' },
    only: { type: 'string' },
    kinds: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});
const jobs = Number(options.jobs);
if (!Number.isInteger(jobs) || jobs < 1 || jobs > 32)
  throw new Error(`--jobs must be from 1 to 32, got ${options.jobs}`);

const require = createRequire(import.meta.url);
const openZeppelin = dirname(require.resolve('@openzeppelin/contracts/package.json'));
const cacheFile = join(root, 'cache', 'mutants.jsonl');
const acceptedFile = join(root, 'scripts', 'mutants', 'accepted.json');
/** A run that takes longer than this is one that a mutant made endless. */
const timeoutMs = 600_000;

const environment = {
  ...forgeEnvironment,
  // Tests ask for the contracts' code when they run, so a mutant has only its own contract compiled.
  FOUNDRY_DYNAMIC_TEST_LINKING: 'true',
  // Two or three times faster to compile; the code becomes too large for a chain.
  FOUNDRY_OPTIMIZER: 'false',
  FOUNDRY_CODE_SIZE_LIMIT: '1000000',
  // What is taken out leaves unused variables behind.
  FOUNDRY_DENY: 'never',
  FOUNDRY_FUZZ_RUNS: '24',
  FOUNDRY_INVARIANT_RUNS: '2',
  FOUNDRY_INVARIANT_DEPTH: '128',
  FOUNDRY_INVARIANT_SHOW_METRICS: 'false',
};

const files = targets.flatMap(({ folder, deployed, first, later }) =>
  solidityIn(folder).map((file) => ({ file, deployed, tiers: [pathsOf(first), pathsOf(later)] })),
);
const chosen = files.filter(({ file }) => wanted.length === 0 || wanted.some((part) => basename(file).includes(part)));
if (chosen.length === 0) throw new Error(`no contract's file is named like ${wanted.join(' or ')}`);
const trees = syntaxTreesOf(
  chosen.map(({ file }) => file),
  readSource,
);
const mutants = chosen.flatMap((target) =>
  mutantsOf(readSource(target.file), trees.get(target.file)).map((mutant) => ({
    ...target,
    ...mutant,
    isLibrary: isLibrary(trees.get(target.file)),
  })),
);
const kinds = options.kinds?.split(',');
const due = mutants.filter(
  ({ id, kind }) =>
    (options.only === undefined || id.includes(options.only)) && (kinds === undefined || kinds.includes(kind)),
);

if (options.list) {
  for (const { file, line, kind, id } of due) console.log(`${file}:${line} ${kind} ${id}`);
  console.log(`${due.length} mutants`);
} else {
  await runAll();
}

async function runAll() {
  const known = readCache();
  // Everything but the tests' own files: one that changes leaves valid what the others found.
  const ground = hashOf([...solidityIn('contracts'), ...solidityIn('test/support'), 'foundry.toml']);
  const keyOf = ({ file, text }) => `${file} ${createHash('sha256').update(ground).update(text).digest('hex')}`;
  const results = [];
  const open = [];
  for (const mutant of due) {
    const entry = known.get(keyOf(mutant));
    const valid = entry?.tests.every((test) => existsSync(join(root, test))) && hashOf(entry.tests) === entry.hash;
    if (valid) results.push({ ...mutant, outcome: entry.outcome, by: entry.by });
    else open.push(mutant);
  }
  console.log(`${due.length} mutants of ${chosen.length} files; ${results.length} are known, ${open.length} to run`);

  let next = 0;
  const work = async (name) => {
    const copies = createCopies(name);
    try {
      while (next < open.length) {
        const mutant = open[next++];
        const startedAt = Date.now();
        const { outcome, by } = await judge(copies, mutant);
        results.push({ ...mutant, outcome, by });
        const tests = by === undefined ? (outcome === 'survived' ? mutant.tiers.flat() : []) : [by];
        appendFileSync(
          cacheFile,
          `${JSON.stringify({ key: keyOf(mutant), outcome, by, tests, hash: hashOf(tests) })}\n`,
        );
        const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
        const detail = by === undefined ? outcome : `${outcome} by ${basename(by)}`;
        console.log(
          `[${results.length}/${due.length}] ${seconds} s ${detail}: ${basename(mutant.file)}:${mutant.line} ${mutant.id}`,
        );
      }
    } finally {
      copies.remove();
    }
  };
  // Each process and job has copies of its own.
  await Promise.all(
    Array.from({ length: Math.min(jobs, open.length) }, (_, index) => work(`.mutants-${process.pid}-${index}`)),
  );
  report(results);
}

function report(results) {
  const count = (file, outcome) =>
    results.filter((result) => result.file === file && result.outcome === outcome).length;
  console.log('\nmutants  noticed  survived  not compiled  file');
  for (const { file } of chosen) {
    const numbers = [
      results.filter((result) => result.file === file).length,
      ...['killed', 'survived', 'invalid'].map((each) => count(file, each)),
    ];
    console.log(`${numbers.map((number, index) => String(number).padStart([7, 9, 10, 14][index])).join('')}  ${file}`);
  }
  const accepted = JSON.parse(readFileSync(acceptedFile, 'utf8'));
  const whole = options.only === undefined && kinds === undefined ? chosen.map(({ file }) => file) : [];
  const wrong = compareSurvivors(
    accepted,
    results.map(({ file, id, outcome }) => ({ file, id, survived: outcome === 'survived' })),
    whole,
  );
  for (const line of wrong) console.error(line);
  if (wrong.length > 0) process.exitCode = 1;
}

/**
 * Copies beside the package, so that what it names by `../` is the same: one for each set of tests, with what these import and no more,
 * compiled, and seen to pass before anything is taken out.
 */
function createCopies(name) {
  const made = new Map();
  const folders = [];
  const prepare = async (tests) => {
    const copy = join(dirname(root), `${name}-${folders.length}`);
    folders.push(copy);
    const sources = importsOf(tests, readSource);
    const scripts = ['scripts/solc', 'foundry.toml', 'package.json'];
    for (const part of [...sources, ...scripts]) {
      mkdirSync(dirname(join(copy, part)), { recursive: true });
      copyFileSync(join(root, part), join(copy, part));
    }
    const { code, output } = await forgeTest(copy, tests);
    if (code !== 0) throw new Error(`the tests fail without any mutant:\n${output}`);
    return { copy, sources };
  };
  return {
    of(tests) {
      const key = tests.join();
      if (!made.has(key)) made.set(key, prepare(tests));
      return made.get(key);
    },
    remove() {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function judge(copies, mutant) {
  const change = mutant.isLibrary
    ? undefined
    : compileDeployed(mutant.deployed, (path) => (path === mutant.file ? mutant.text : readSource(path)));
  if (change === null) return { outcome: 'invalid' };
  for (const tests of mutant.tiers) {
    const { copy, sources } = await copies.of(tests);
    if (!sources.includes(mutant.file)) continue;
    // The tests take the deployed contract's code from its artifact. A library is in the tests' own code too, so forge compiles what it is in.
    const contract = basename(mutant.deployed, '.sol');
    const path = mutant.isLibrary ? join(copy, mutant.file) : join(copy, 'out', `${contract}.sol`, `${contract}.json`);
    const original = readFileSync(path, 'utf8');
    writeFileSync(path, mutant.isLibrary ? mutant.text : JSON.stringify({ ...JSON.parse(original), ...change }));
    try {
      const { code, output } = await forgeTest(copy, tests);
      if (code === 0) continue;
      if (code === undefined) return { outcome: 'killed' };
      const by = /Encountered \d+ failing tests? in (test\/[\w/]+\.t\.sol)/.exec(output)?.[1];
      if (by !== undefined) return { outcome: 'killed', by };
      if (/Compiler run failed/.test(output)) return { outcome: 'invalid' };
      throw new Error(`forge ended with ${code}, neither for a test nor for the compiler:\n${output}`);
    } finally {
      writeFileSync(path, original);
    }
  }
  return { outcome: 'survived' };
}

function forgeTest(copy, tests) {
  const pattern = `test/{${tests.map((test) => basename(test, '.t.sol')).join(',')}}.t.sol`;
  return new Promise((resolve, reject) => {
    const child = spawn(findForge(), ['test', '--fail-fast', '--match-path', pattern], {
      cwd: copy,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? undefined, output }));
  });
}

function readCache() {
  mkdirSync(dirname(cacheFile), { recursive: true });
  if (!existsSync(cacheFile)) return new Map();
  const lines = readFileSync(cacheFile, 'utf8').split('\n');
  // What an interrupted run left half written is no result.
  const entries = lines.flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
  return new Map(entries.map(({ key, ...entry }) => [key, entry]));
}

function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(`${path}\n`).update(readFileSync(join(root, path)));
  return hash.digest('hex').slice(0, 16);
}

/** The tests' files; one that isn't there is an error of targets.mjs. */
function pathsOf(names) {
  const paths = names.map((name) => `test/${name}.t.sol`);
  for (const path of paths) {
    if (!existsSync(join(root, path))) throw new Error(`targets.mjs names ${path}, which there isn't`);
  }
  return paths;
}

function solidityIn(folder) {
  const names = readdirSync(join(root, folder), { recursive: true }).filter((name) => name.endsWith('.sol'));
  return names.sort().map((name) => `${folder}/${name}`);
}

function isLibrary(tree) {
  return tree.nodes.every(
    ({ nodeType, contractKind }) => nodeType !== 'ContractDefinition' || contractKind === 'library',
  );
}

function readSource(path) {
  const prefix = '@openzeppelin/contracts/';
  if (path.startsWith(prefix)) return readFileSync(join(openZeppelin, path.slice(prefix.length)), 'utf8');
  return readFileSync(join(root, path), 'utf8');
}
