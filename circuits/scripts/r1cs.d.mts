export interface R1cs {
  /** Signals of a witness, the constant 1 in front included. */
  signals: number;
  /** Outputs and public inputs; they come right after the constant. */
  publicSignals: number;
  constraints: number;
  /** Visits every entry of the matrices A, B, C of ⟨A, s⟩ · ⟨B, s⟩ = ⟨C, s⟩, constraint by constraint, in the order of the file. */
  each(visit: (constraint: number, matrix: 0 | 1 | 2, signal: number, value: bigint) => void): void;
}
/** Reads constraints as circom writes them; throws Error for those over another field than BN254's scalar field. */
export declare function readR1cs(bytes: Uint8Array): R1cs;
/** The sections of a file in snarkjs' binary format, by number; throws Error for a file of another kind or that ends too early. */
export declare function readSections(bytes: Uint8Array, magic: string): Map<number, Buffer>;
/** One section that has to be there; throws Error where it isn't. */
export declare function section(sections: Map<number, Buffer>, id: number): Buffer;
