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

/** Number of public inputs of the shape's circuit. */
export function publicInputCount(shape: Shape): number {
  const updates = updateCount(shape);
  return 5 + 4 * shape.opens + Math.ceil(updates / 7) + 2 * updates + shape.withdrawals;
}

/** Number of updates that a batch of this shape publishes: settle, credit and withdraw slots together. */
export function updateCount({
  settles,
  credits,
  withdrawals,
}: Pick<Shape, 'settles' | 'credits' | 'withdrawals'>): number {
  return settles + credits + withdrawals;
}
