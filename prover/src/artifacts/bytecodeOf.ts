import { gunzipSync } from 'node:zlib';
import type { CompiledCircuit } from '@noir-lang/noir_js';

/** The circuit's bytecode as the native prover takes it: unpacked. */
export function bytecodeOf({ bytecode }: Pick<CompiledCircuit, 'bytecode'>): Uint8Array {
  return gunzipSync(Buffer.from(bytecode, 'base64'));
}
