import { gunzipSync } from 'node:zlib';
import { type CompiledCircuit, type InputMap, Noir } from '@noir-lang/noir_js';
import { TallystickError } from '../errors/TallystickError.js';

/**
 * Solves a circuit for all of its wires. Blocks while it runs.
 *
 * @returns the witness as the native prover takes it: unpacked
 * @throws artifacts/unprovable with the circuit's message, never with the inputs
 */
export async function solveWitness(circuit: CompiledCircuit, inputs: InputMap): Promise<Uint8Array> {
  try {
    const { witness } = await new Noir(circuit).execute(inputs);
    return gunzipSync(witness);
  } catch (error) {
    // Not the cause itself: it may carry values of the circuit.
    const message = error instanceof Error ? error.message : String(error);
    // What the curve's sums can't be made of is told by its value.
    const constraint = message.replace(/\b(0x)?[0-9a-f]{16,}\b/gi, '…');
    throw new TallystickError('artifacts/unprovable', { facts: { constraint } });
  }
}
