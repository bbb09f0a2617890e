import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CompiledCircuit } from '@noir-lang/noir_js';
import { compile, createFileManager } from '@noir-lang/noir_wasm';
import { batchSources, circuits } from '../../circuits/scripts/batch-sources.mjs';
import type { Shape } from '../src/index.js';

/** Compiles the batch circuit of a shape: ACIR and ABI for noir_js. */
export async function compileShape(shape: Shape): Promise<CompiledCircuit> {
  const folder = await mkdtemp(join(tmpdir(), 'tallystick-circuit-'));
  try {
    for (const [path, text] of Object.entries(batchSources(shape))) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const quiet = () => {};
    const { program } = await compile(createFileManager(join(folder, circuits.batch.package)), undefined, quiet, quiet);
    return program as unknown as CompiledCircuit;
  } finally {
    await rm(folder, { recursive: true });
  }
}
