import fs from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { bindings, CircomRunner } from 'circom2';
import { LIBRARY_FOLDER } from './statement-sources.mjs';

const COMPILER = createRequire(import.meta.url).resolve('circom2/circom.wasm');
/** The compiler itself, compiled once in a process. */
let compiler;

/**
 * Compiles circom sources (path → text) in a folder that is gone afterwards.
 *
 * @param {Record<string, string>} sources
 * @param {string} main path of the file with the main component
 * @param {{ simplify?: boolean }} [options] `simplify` is true by default
 */
export async function compileCircom(sources, main, { simplify = true } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-circom-'));
  try {
    for (const [path, text] of Object.entries(sources)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const said = await run(folder, [
      main,
      '--r1cs',
      '--wasm',
      '--sym',
      simplify ? '--O2' : '--O0',
      '-l',
      LIBRARY_FOLDER,
    ]);
    const name = basename(main, '.circom');
    const read = (path) =>
      readFile(join(folder, path)).catch((cause) => {
        throw new Error(said, { cause });
      });
    const [r1cs, wasm, symbols] = await Promise.all([
      read(`${name}.r1cs`),
      read(join(`${name}_js`, `${name}.wasm`)),
      read(`${name}.sym`),
    ]);
    return { r1cs, wasm, symbols: symbols.toString() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns {Promise<string>} what the compiler printed */
async function run(folder, args) {
  const said = [];
  const writeSync = (fd, data, ...rest) => {
    if (fd !== 1 && fd !== 2) return fs.writeSync(fd, data, ...rest);
    said.push(Buffer.from(data).toString());
    return data.length;
  };
  const runner = new CircomRunner({
    args,
    env: {},
    preopens: { '.': folder },
    bindings: { ...bindings, fs: { ...fs, writeSync } },
  });
  compiler ??= readFile(COMPILER).then((bytes) => WebAssembly.compile(bytes));
  runner.compile = () => compiler;
  try {
    await runner.execute();
  } catch (cause) {
    throw new Error(said.join('') || 'circom ended without a word', { cause });
  }
  return said.join('');
}
