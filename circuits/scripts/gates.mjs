#!/usr/bin/env node
/**
 * Gates of the batch circuit, ZK flavour with the keccak oracle: of each shape, and of one more slot of each kind in it; and constraints of
 * the Groth16 statements. Fails where a figure that circuits.json commits is exceeded; `--write` commits the measured ones.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { batchSources, circuits } from './batch-sources.mjs';
import { compile } from './compile.mjs';
import { compileCircom } from './compile-circom.mjs';
import { readR1cs } from './r1cs.mjs';
import { STATEMENT_MAIN, statementSources, statements } from './statement-sources.mjs';

const KINDS = ['opens', 'settles', 'credits', 'withdrawals'];
/** Range checks share their tables among slots, so one slot more costs a gate more or less depending on what is there: the mean over these. */
const SLOTS_MORE = 4;
const PLATFORMS = {
  'x64-linux': 'amd64-linux',
  'arm64-linux': 'arm64-linux',
  'x64-darwin': 'amd64-macos',
  'arm64-darwin': 'arm64-macos',
};

const { values } = parseArgs({
  options: { write: { type: 'boolean' }, json: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
});
if (values.help) {
  console.log(
    'npm run gates [-- --write] [-- --json FILE]\n\nGates per shape and per slot kind, constraints per statement; fails where a committed figure is exceeded.',
  );
  process.exit(0);
}

const bb = join(
  dirname(createRequire(import.meta.url).resolve('@aztec/bb.js')),
  '../../build',
  PLATFORMS[`${process.arch}-${process.platform}`] ?? 'unsupported',
  'bb',
);

const folder = mkdtempSync(join(tmpdir(), 'tallystick-gates-'));
async function gatesOf(shape) {
  const file = join(folder, 'circuit.json');
  writeFileSync(file, JSON.stringify(await compile(batchSources(shape), circuits.batch.package)));
  const output = execFileSync(bb, ['gates', '-b', file, '-t', 'evm'], { stdio: ['ignore', 'pipe', 'ignore'] });
  return JSON.parse(output.toString()).functions[0].circuit_size;
}

async function measure(shape) {
  const total = await gatesOf(shape);
  const perSlot = {};
  for (const kind of KINDS) {
    const more = await gatesOf({ ...shape, [kind]: shape[kind] + SLOTS_MORE });
    perSlot[kind.replace(/s$/, '')] = Math.ceil((more - total) / SLOTS_MORE);
  }
  return { total, perSlot };
}

const report = [];
let exceeded = 0;
try {
  for (const shape of circuits.batch.shapes) {
    const measured = await measure(shape);
    const committed = shape.gates;
    const lines = [
      ['total', measured.total, committed?.total],
      ...Object.entries(measured.perSlot).map(([kind, gates]) => [kind, gates, committed?.perSlot?.[kind]]),
    ];
    const limit = 2 ** shape.logGates;
    console.log(
      `${shape.name}: ${shape.opens} opens, ${shape.settles} settles, ${shape.credits} credits, ${shape.withdrawals} withdrawals, ` +
        `depth ${shape.activeDepth}, cap ${shape.capDepth}`,
    );
    for (const [what, gates, allowed] of lines) {
      const over = allowed === undefined || gates > allowed;
      if (over) exceeded++;
      const of = what === 'total' ? ` of ${limit}` : '';
      console.log(
        `  ${what.padEnd(11)}${String(gates).padStart(8)}${of}${over ? `  exceeds the committed ${allowed ?? 'nothing'}` : ''}`,
      );
    }
    if (measured.total > limit) {
      exceeded++;
      console.log(`  does not fit its 2^${shape.logGates} gates`);
    }
    report.push({ shape, measured });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const constraints = {};
for (const statement of statements) {
  const { r1cs } = await compileCircom(statementSources(statement), STATEMENT_MAIN);
  const measured = readR1cs(r1cs);
  constraints[statement.name] = measured.constraints;
  const limit = 2 ** statement.logConstraints;
  // Each public input, and the constant, takes a row of its own.
  const rows = measured.constraints + measured.publicSignals + 1;
  const over = measured.constraints > statement.constraints;
  if (over || rows > limit) exceeded++;
  console.log(
    `${statement.name}: ${measured.constraints} constraints, ${rows} rows of ${limit}` +
      `${over ? `  exceeds the committed ${statement.constraints}` : ''}${rows > limit ? '  does not fit' : ''}`,
  );
}

if (values.json)
  writeFileSync(
    values.json,
    `${JSON.stringify(
      [
        ...report.map(({ shape, measured }) => ({ ...shape, gates: measured })),
        ...statements.map((statement) => ({ ...statement, constraints: constraints[statement.name] })),
      ],
      null,
      2,
    )}\n`,
  );
if (values.write) {
  const path = new URL('../circuits.json', import.meta.url);
  const file = JSON.parse(readFileSync(path, 'utf8'));
  for (const { shape, measured } of report) {
    const updates = shape.settles + shape.credits + shape.withdrawals;
    Object.assign(
      file.batch.shapes.find(({ name }) => name === shape.name),
      {
        publicInputCount: 5 + 4 * shape.opens + Math.ceil(updates / 7) + 2 * updates + shape.withdrawals,
        gates: measured,
      },
    );
  }
  for (const statement of file.statements) statement.constraints = constraints[statement.name];
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`);
} else if (exceeded > 0) {
  console.error(
    `${exceeded} figure${exceeded === 1 ? '' : 's'} above what circuits.json commits. If that is meant: npm run gates -- --write`,
  );
  process.exitCode = 1;
}
