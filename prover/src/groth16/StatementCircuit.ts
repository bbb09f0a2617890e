import type { Statement } from '@tallystick/circuits/statements';

/** A statement's circuit, compiled. */
export type StatementCircuit = {
  statement: Statement;
  /** File of the constraints. */
  r1cs: string;
  /** sha256 of the constraints' file, hex without prefix. */
  r1csHash: string;
  /** File of the witness generator. */
  wasm: string;
  /** File of all signals' names, a line each: label, number in the witness (-1 if simplified away), component, name. */
  symbols: string;
  constraints: number;
};
