export interface CompiledStatement {
  /** The constraints, as https://github.com/iden3/r1csfile describes them. */
  r1cs: Uint8Array;
  /** The witness generator, as snarkjs takes it. */
  wasm: Uint8Array;
  /** Names of all signals: number in the witness, component and name, a line each. */
  symbols: string;
}
/**
 * Compiles circom sources (path → text; `statementSources` has those of a statement), fully simplified. Blocks while it runs: a second or
 * two for a statement.
 *
 * @throws Error with what the compiler said
 */
export declare function compileCircom(sources: Record<string, string>, main: string): Promise<CompiledStatement>;
