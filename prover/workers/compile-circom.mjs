// @ts-check
/** Process: compiles circom sources, given as texts by path, into a folder. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileCircom } from '@tallystick/circuits/compile-circom';
import { readR1cs } from '@tallystick/circuits/r1cs';
import { serve } from './serve.mjs';

/** @typedef {{ sources: Record<string, string>, main: string, folder: string }} Task */

serve(async (/** @type {Task} */ { sources, main, folder }) => {
  const { r1cs, wasm, symbols } = await compileCircom(sources, main);
  await writeFile(join(folder, 'circuit.r1cs'), r1cs);
  await writeFile(join(folder, 'circuit.wasm'), wasm);
  await writeFile(join(folder, 'circuit.sym'), symbols);
  const { constraints, publicSignals } = readR1cs(r1cs);
  return { constraints, publicInputs: publicSignals };
});
