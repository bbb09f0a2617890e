import { readdirSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../../prover/src/cli/createProgram.js';
import { createProcessIo } from '../../../prover/src/cli/io/createProcessIo.js';
import { deployCommand } from '../../../sequencer/src/cli/deployCommand.js';
import { deployCourtsCommand } from '../../../sequencer/src/cli/deployCourtsCommand.js';
import { devCommand } from '../../../sequencer/src/cli/devCommand.js';
import { proveCommand } from '../../../sequencer/src/cli/proveCommand.js';
import { startCommand } from '../../../sequencer/src/cli/startCommand.js';
import { stopCommand } from '../../../sequencer/src/cli/stopCommand.js';
import { findErrorTables } from './findErrorTables.js';

const REPOSITORY = new URL('../../../', import.meta.url);
/** Of other programs: npm's. */
const OTHERS_OPTIONS = ['--save-dev'];

const tallystick: Command = createProgram({ io: createProcessIo(), hide: () => {}, onProgress: () => {} });
const sequencer = [devCommand, deployCommand, deployCourtsCommand, startCommand, stopCommand, proveCommand].map(
  (make) => make({}),
);
const all = [tallystick, ...sequencer].flatMap(withSubcommands);
const remedies = (await findErrorTables()).flatMap(({ table }) =>
  Object.entries(table).map(([code, { remedy }]) => [code, remedy] as const),
);

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

function* namedIn(pattern: RegExp): Generator<[code: string, name: string]> {
  for (const [code, remedy] of remedies) for (const [, name = ''] of remedy.matchAll(pattern)) yield [code, name];
}

test('default: every option that a remedy names is one of a command', () => {
  const options = new Set([
    '--help',
    '--version',
    ...OTHERS_OPTIONS,
    ...all.flatMap((command) => command.options.map(({ long }) => long)),
  ]);
  const named = [...namedIn(/(--[a-z][a-z-]*)/g)];
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(([, name]) => !options.has(name))).toEqual([]);
});

test('behavior: every command that a remedy names is there, with the options that stand behind it', () => {
  const named = [...namedIn(/`(tallystick(?:-sequencer)? [^`]+)`/g)];
  expect(named.length).toBeGreaterThan(5);
  for (const [code, line] of named) {
    const [program, ...words] = line.split(' ');
    let commands: readonly Command[] = program === 'tallystick' ? tallystick.commands : sequencer;
    let command: Command | undefined;
    for (const word of words) {
      if (word === '…') continue;
      if (word.startsWith('--')) {
        const isThere = word === '--help' || command?.options.some(({ long }) => long === word);
        expect(isThere, `${code}: ${line}`).toBe(true);
      } else if (!word.startsWith('<') && /^[a-z]/.test(word) && commands.length > 0) {
        command = commands.find((known) => known.name() === word);
        expect(command, `${code}: ${line}`).toBeDefined();
        commands = command?.commands ?? [];
      }
    }
  }
});

test('behavior: every variable of the environment that a remedy names is one that the code reads', () => {
  const sources = ['prover/src/', 'sequencer/src/'].flatMap((folder) => {
    const root = new URL(folder, REPOSITORY);
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !/(\.test|[eE]rrors)\.ts$/.test(path))
      .map((path) => readFileSync(new URL(path, root), 'utf8'));
  });
  const named = [...namedIn(/\b([A-Z]+_[A-Z_]+|TMPDIR)\b/g)];
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter(([, name]) => !sources.some((text) => text.includes(name)))).toEqual([]);
});
