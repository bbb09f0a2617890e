/** What one statement costs: to prove, to verify, and on the chain. */
export type StatementFigures = {
  constraints: number;
  /** Witness and proof, with the keys at hand. */
  proveMs: number;
  /** By the library, its curve being loaded. */
  verifyMs: number;
  /** Of the whole transaction. */
  gasUsed: number;
};
