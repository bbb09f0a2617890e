import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compile_program, createFileManager } from '@noir-lang/noir_wasm';

const { log } = console;

/**
 * Compiles Noir sources (path → text, with their dependencies) in a folder that is gone afterwards.
 *
 * @param {Record<string, string>} sources
 * @param {string} packagePath folder of the package's Nargo.toml among the paths
 */
export async function compile(sources, packagePath) {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-noir-'));
  try {
    for (const [path, text] of Object.entries(sources)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const quiet = () => {};
    console.log = quiet; // the compiler names the file on the console, whatever logger it is given
    const { program } = await compile_program(createFileManager(join(folder, packagePath)), undefined, quiet, quiet);
    return program;
  } finally {
    console.log = log;
    await rm(folder, { recursive: true, force: true });
  }
}
