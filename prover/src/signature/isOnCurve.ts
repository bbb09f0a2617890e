import { FIELD_MODULUS } from '../field/FIELD_MODULUS.js';
import { isFieldElement } from '../field/isFieldElement.js';
import type { Point } from './Point.js';

/**
 * Whether both coordinates are field elements and the point lies on Grumpkin, y² = x³ − 17. Grumpkin's order is prime,
 * so a point of the curve is also in the group.
 */
export function isOnCurve({ x, y }: Point): boolean {
  if (!isFieldElement(x) || !isFieldElement(y)) return false;
  return (y * y - x * x * x + 17n) % FIELD_MODULUS === 0n;
}
