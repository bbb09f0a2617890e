import type { Shape } from './Shape.js';
import { updateCount } from './updateCount.js';

/** Number of public inputs of the shape's circuit. */
export function publicInputCount(shape: Shape): number {
  const updates = updateCount(shape);
  return 5 + 4 * shape.opens + Math.ceil(updates / 7) + 2 * updates + shape.withdrawals;
}
