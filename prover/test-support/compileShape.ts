import type { CompiledCircuit } from '@noir-lang/noir_js';
import { batchSources, circuits } from '../../circuits/scripts/batch-sources.mjs';
import { compile } from '../../circuits/scripts/compile.mjs';
import type { Shape } from '../src/core/shape.js';

/** Compiles the batch circuit of a shape: ACIR and ABI for noir_js. */
export function compileShape(shape: Shape): Promise<CompiledCircuit> {
  return compile(batchSources(shape), circuits.batch.package);
}
