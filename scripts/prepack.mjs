#!/usr/bin/env node
// What npm runs in a package's folder before it packs it: `npm pack` of an unbuilt tree ships what a built one ships.
// Builds the package and what it stands on, which takes no time when they are built; removes from dist what has no source
// any more, since packages ship all of dist; and fails when a file that package.json leads to isn't there.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildContracts } from '../verifier-contracts/scripts/build.mjs';

/** What the compiler writes for each source. */
const OUTPUTS = ['.js', '.js.map', '.d.ts', '.d.ts.map'];

/** Makes the package in `folder` ready to be packed. */
export async function prepack(folder) {
  if (existsSync(join(folder, 'tsconfig.json'))) {
    await buildContracts();
    compile(folder);
    const wanted = new Set(outputsOf(join(folder, 'src')));
    // The compiler takes a folder for built by its own record, whatever was deleted from it.
    if ([...wanted].some((file) => !existsSync(join(folder, 'dist', file)))) compile(folder, '--force');
    for (const file of filesBelow(join(folder, 'dist'))) {
      if (!wanted.has(file) && file !== '.tsbuildinfo') rmSync(join(folder, 'dist', file));
    }
  }
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const missing = targetsOf({ exports: manifest.exports, bin: manifest.bin }).filter(
    (target) => !target.includes('*') && !existsSync(join(folder, target)),
  );
  if (missing.length > 0) throw new Error(`${manifest.name}: package.json leads to nothing at ${missing.join(', ')}`);
}

function compile(folder, ...options) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const { status, error } = spawnSync(process.execPath, [tsc, '-b', folder, ...options], { stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`tsc -b ${folder} ended with ${status}`);
}

/** Of all sources but tests and declarations, relative to dist. */
function outputsOf(folder) {
  return filesBelow(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts'))
    .flatMap((file) => OUTPUTS.map((output) => file.replace(/\.ts$/, output)));
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

/** Every path in a part of package.json, whatever the conditions. */
function targetsOf(part) {
  if (typeof part === 'string') return [part];
  return Object.values(part ?? {}).flatMap(targetsOf);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await prepack(process.cwd());
