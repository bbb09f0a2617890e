import { readdirSync, readFileSync } from 'node:fs';
import type { Command, Option } from 'commander';
import { expect, test } from 'vitest';
import { findErrorTables } from '../../docs/src/errors/findErrorTables.js';
import { createProgram as createTallystick } from '../../prover/src/cli/createProgram.js';
import { createProgram as createSequencer } from '../../sequencer/src/cli/createProgram.js';
import { configRows } from '../../sequencer/src/config/rows.js';

const ROOT = new URL('../../', import.meta.url);
const silent = { write: () => true };
const programs: Record<string, Command> = {
  tallystick: createTallystick({
    io: { stdout: silent, stderr: silent, env: {}, now: () => 0, pause: async () => {} },
    onProgress: () => {},
    hide: () => {},
  }),
  'tallystick-sequencer': createSequencer({}),
};

/** What the operating system, PostgreSQL and the native prover are told things by; no table of ours has them. */
const FOREIGN = new Set(['TMPDIR', 'HOME', 'CRS_PATH', 'DATABASE_URL', 'XDG_RUNTIME_DIR']);

const within = (command: Command): Command[] => [command, ...command.commands.flatMap(within)];
const commands = Object.values(programs).flatMap(within);
// An old name is hidden: no remedy names it.
const optionsOf = (command: Command): Option[] =>
  [...command.options, command.createHelp().visibleOptions(command)].flat().filter(({ hidden }) => !hidden);
const hasFlag = (command: Command, flag: string): boolean => optionsOf(command).some(({ long }) => long === flag);
/** npm's is no command of ours. */
const allFlags = new Set([
  '--save-dev',
  ...commands.flatMap((command) => optionsOf(command).flatMap(({ long }) => long ?? [])),
]);
const variables = new Set<string>([
  ...FOREIGN,
  ...commands.flatMap((command) => optionsOf(command).flatMap(({ envVar }) => envVar ?? [])),
  ...Object.values(configRows).map(({ env }) => env),
  // A secret has no option.
  'TALLYSTICK_PRIVATE_KEY',
  // What the library itself reads, whoever calls it.
  ...sources().flatMap(([, text]) => [...text.matchAll(/\bprocess\.env\.([A-Z_]+)/g)].map(([, name = '']) => name)),
]);

/** What a remedy names that isn't there; an option that stands behind a command, in the same code, has to be that command's. */
function missing(remedy: string): string[] {
  const found: string[] = [];
  for (const [, name = '', rest = ''] of remedy.matchAll(/\b(tallystick(?:-sequencer)?) ([a-z][\w -]*)/g)) {
    let command = programs[name];
    for (const word of rest.split(' ')) {
      const next = command?.commands.find((each) => each.name() === word || each.aliases().includes(word));
      if (next === undefined) break;
      command = next;
    }
    if (command === undefined || command === programs[name]) found.push(`${name} ${rest}`);
    else found.push(...flagsIn(rest).flatMap((flag) => (hasFlag(command, flag) ? [] : `${flag} of ${command.name()}`)));
  }
  found.push(...flagsIn(remedy).filter((flag) => !allFlags.has(flag)));
  for (const [variable] of remedy.matchAll(/\b(?:[A-Z][A-Z0-9]*_[A-Z0-9_]+|TMPDIR|HOME)\b/g)) {
    if (!variables.has(variable)) found.push(variable);
  }
  return found;
}

function flagsIn(text: string): string[] {
  return [...text.matchAll(/--[a-z][a-z-]*[a-z]/g)].map(([flag]) => flag);
}

/** Each source file that users get, with its text. */
function sources(): [path: string, text: string][] {
  return ['prover/src/', 'sequencer/src/', 'verifier-contracts/src/'].flatMap((folder) =>
    readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('generated'))
      .map((path): [string, string] => [folder + path, readFileSync(new URL(folder + path, ROOT), 'utf8')]),
  );
}

test('default: what the remedies of docs/errors.md name, commands, options and variables, is there', async () => {
  const tables = await findErrorTables();
  const wrong = tables.flatMap(({ table }) =>
    Object.entries(table).flatMap(([code, { remedy }]) => missing(remedy).map((name) => `${code}: ${name}`)),
  );
  expect(wrong).toEqual([]);
});

test('default: so is what errors name where they are thrown', () => {
  const remedies = sources().flatMap(([path, text]) =>
    [...text.matchAll(/\bremedy:\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g)].map(([, , remedy = '']) => ({ path, remedy })),
  );
  // Those of the tables are among them.
  expect(remedies.length).toBeGreaterThan(200);
  expect(remedies.flatMap(({ path, remedy }) => missing(remedy).map((name) => `${path}: ${name}`))).toEqual([]);
});

test('behavior: what is not there is found', () => {
  expect(missing('Run `tallystick allowance show --serial 3`, or set TALLYSTICK_RPC and --max-amount.')).toEqual([]);
  expect(missing('Run `tallystick allowances`.')).toEqual(['tallystick allowances']);
  expect(missing('Give --no-such-option.')).toEqual(['--no-such-option']);
  expect(missing('Run `tallystick keys --max-amount 5`.')).toEqual(['--max-amount of keys']);
  expect(missing('Set TALLYSTICK_NOTHING.')).toEqual(['TALLYSTICK_NOTHING']);
});
