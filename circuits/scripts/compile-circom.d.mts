export interface CompiledStatement {
  /** The constraints, as https://github.com/iden3/r1csfile describes them. */
  r1cs: Uint8Array;
  /** The witness generator, as snarkjs takes it. */
  wasm: Uint8Array;
  /** Names of all signals: number in the witness, component and name, a line each. */
  symbols: string;
}
/**
 * Compiles circom sources (path → text; `statementSources` has those of a statement), fully simplified, or with `simplify` false as they
 * are written, every signal and every constraint kept. Blocks while it runs: a second or two for a statement.
 *
 * @throws Error with what the compiler said
 */
export declare function compileCircom(
  sources: Record<string, string>,
  main: string,
  options?: { simplify?: boolean },
): Promise<CompiledStatement>;
