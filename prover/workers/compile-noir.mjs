// @ts-check
/** Process: compiles a Noir package, given as texts by path, to ACIR. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compile, createFileManager } from '@noir-lang/noir_wasm';
import { serve } from './serve.mjs';

serve(async (/** @type {{ sources: Record<string, string>, packagePath: string }} */ { sources, packagePath }) => {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-noir-'));
  try {
    for (const [path, text] of Object.entries(sources)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    /** @type {string[]} */
    const log = [];
    const note = (/** @type {string} */ message) => log.push(message);
    try {
      const { program } = await compile(createFileManager(join(folder, packagePath)), undefined, note, note);
      const { noir_version, hash, abi, bytecode } = program;
      // Symbols and sources would be most of the file and carry paths of this machine.
      return { noir_version, hash: `${hash}`, abi, bytecode, debug_symbols: '', file_map: {} };
    } catch (error) {
      throw new Error([error instanceof Error ? error.message : JSON.stringify(error), ...log].join('\n'));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
