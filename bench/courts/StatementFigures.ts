/** What one statement costs: to prove, to verify, and on the chain. */
export type StatementFigures = {
  constraints: number;
  /** All of `proveUptime` or `proveUsage`, with the keys at hand: checks, witness, proof, and the check of that. */
  proveMs: number;
  /** By the library, its curve being loaded. */
  verifyMs: number;
  /** Of the whole transaction. */
  gasUsed: number;
};
