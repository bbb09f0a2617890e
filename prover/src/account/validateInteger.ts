import type { ErrorCode } from '../errors/errorCodes.js';
import { TallystickError } from '../errors/TallystickError.js';

/**
 * Checks that a number is an integer between `min` (0 by default) and `max`.
 *
 * @throws `code`, naming the field, its value and the range
 */
export function validateInteger(
  value: unknown,
  { field, min = 0, max, code }: { field: string; min?: number; max: number; code: ErrorCode },
): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return;
  throw new TallystickError(code, {
    message: `${field} is out of range`,
    facts: { field, given: value ?? null, expected: `integer from ${min} to ${max}` },
  });
}
