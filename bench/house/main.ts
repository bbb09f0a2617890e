#!/usr/bin/env node
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { describeFaults, formatHouse } from './formatHouse.js';
import { type HouseFigures, measureHouse } from './measureHouse.js';

type Given = { root: string; json?: string; against?: string };

/** The script runs from `dist/bench/house/`. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const program = new Command('npm run house --')
  .description(
    'Measures the house: sizes of files, rings of folders, imports against the table of rooms, what one opens to read a function, exported names, bundles. Exit code 1 on a ring, or on an import that the table does not allow.',
  )
  .option('--root <folder>', 'another checkout of the repository, with its node_modules', ROOT)
  .option('--json <file>', 'write the figures as JSON')
  .option('--against <file>', 'figures of an earlier tree, written by --json, to print beside')
  .action(async ({ root, json, against }: Given) => {
    const before = against === undefined ? undefined : (JSON.parse(await readFile(against, 'utf8')) as HouseFigures);
    const figures = await measureHouse(root);
    process.stdout.write(`${formatHouse(figures, before)}\n`);
    if (json !== undefined) await writeFile(json, `${JSON.stringify(figures, undefined, 2)}\n`);
    const faults = describeFaults(figures);
    if (faults.length === 0) return;
    process.stderr.write(`\n${faults.join('\n')}\n`);
    process.exitCode = 1;
  });

await program.parseAsync();
