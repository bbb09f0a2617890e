import type { CompiledCircuit } from '@noir-lang/noir_js';
import type { Hex } from 'viem';
import type { CompiledVerifier } from './compileVerifier.js';
import type { ReferenceString } from './ReferenceString.js';

/** Everything needed to prove a circuit and to verify its proofs. */
export type CircuitArtifacts<Shape = undefined> = {
  /** What the circuit was made for; a batch circuit's shape. */
  shape: Shape;
  /** ACIR and ABI, as noir_js takes them. */
  circuit: CompiledCircuit;
  gates: number;
  /** Number of public inputs, in field elements. */
  publicInputs: number;
  verificationKey: Uint8Array;
  referenceString: ReferenceString;
  /** The generated Solidity verifier; its key and reference string are those above. */
  verifier: CompiledVerifier & { source: string };
  /** sha256 over circuit, verification key and verifier: what proofs depend on. */
  hash: Hex;
};
