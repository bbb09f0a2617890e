#!/usr/bin/env node
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { describeFaults, formatHouse } from './formatHouse.js';
import { LINT_CONFIG_FILE, lintConfigOf } from './lintConfigOf.js';
import { type HouseFigures, measureHouse } from './measureHouse.js';
import { house } from './rooms.js';
import { ROOMS_PAGE, withRooms } from './roomsPage.js';

type Given = {
  root: string;
  json?: string;
  against?: string;
  sizes?: boolean;
  writeLint?: boolean;
  writeRooms?: boolean;
};

/** The script runs from `dist/bench/house/`. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Writes the linter's overrides as the linter itself formats them. */
async function writeLintConfig(root: string): Promise<void> {
  const file = join(root, LINT_CONFIG_FILE);
  await writeFile(file, JSON.stringify(lintConfigOf(root)));
  const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
  await promisify(execFile)(process.execPath, [biome, 'format', '--write', file], { cwd: root });
}

/** Writes the tables of rooms into the page that shows them. */
async function writeRoomsPage(root: string): Promise<void> {
  const file = join(root, ROOMS_PAGE);
  await writeFile(file, withRooms(await readFile(file, 'utf8'), Object.values(house)));
}

const program = new Command('npm run house --')
  .description(
    'Measures the house: sizes of files, rings of folders, imports against the table of rooms, what one opens to read a function, exported names, bundles. Exit code 1 on a ring, or on an import that the table does not allow.',
  )
  .option('--root <folder>', 'another checkout of the repository, with its node_modules', ROOT)
  .option('--sizes', 'also what each package weighs, packed and installed; takes minutes')
  .option('--json <file>', 'write the figures as JSON')
  .option('--against <file>', 'figures of an earlier tree, written by --json, to print beside')
  .option('--write-lint', `only write ${LINT_CONFIG_FILE}, the linter's overrides, from the table of rooms`)
  .option('--write-rooms', `only write the tables of rooms into ${ROOMS_PAGE}`)
  .action(async ({ root, json, against, sizes = false, writeLint = false, writeRooms = false }: Given) => {
    if (writeLint) await writeLintConfig(root);
    if (writeRooms) await writeRoomsPage(root);
    if (writeLint || writeRooms) return;
    const before = against === undefined ? undefined : (JSON.parse(await readFile(against, 'utf8')) as HouseFigures);
    const figures = await measureHouse({ root, withSizes: sizes });
    process.stdout.write(`${formatHouse(figures, before)}\n`);
    if (json !== undefined) await writeFile(json, `${JSON.stringify(figures, undefined, 2)}\n`);
    const faults = describeFaults(figures);
    if (faults.length === 0) return;
    process.stderr.write(`\n${faults.join('\n')}\n`);
    process.exitCode = 1;
  });

await program.parseAsync();
