import type { Shape } from '@tallystick/circuits';

export type { Shape } from '@tallystick/circuits';

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
