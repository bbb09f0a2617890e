/** The sizes of one batch circuit; each shape has its own verifier contract. */
export type Shape = {
  /** Key in the rollup's registry of verifiers. */
  id: number;
  name: string;
  opens: number;
  settles: number;
  /** Credit slots, the operator's included. */
  credits: number;
  withdrawals: number;
  /** Levels of the tree that the shape can reach: serials below 4^activeDepth. */
  activeDepth: number;
  /** Level below the active root whose nodes the circuit holds all at once. */
  capDepth: number;
};
