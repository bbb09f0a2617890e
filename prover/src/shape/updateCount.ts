import type { Shape } from './Shape.js';

/** Number of updates that a batch of this shape publishes: settle, credit and withdraw slots together. */
export function updateCount({
  settles,
  credits,
  withdrawals,
}: Pick<Shape, 'settles' | 'credits' | 'withdrawals'>): number {
  return settles + credits + withdrawals;
}
