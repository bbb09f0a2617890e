import type { ErrorCode } from '../errors/errorCodes.js';
import { TallystickError } from '../errors/TallystickError.js';
import { UNIT_KEYS } from './UNIT_KEYS.js';
import type { Units } from './Units.js';

/**
 * Checks that each of three amounts is a bigint between 0 and `max`.
 *
 * @throws `code`, naming the field, its value and the range
 */
export function validateUnits(
  units: Units,
  { field, max, code }: { field: string; max: bigint; code: ErrorCode },
): void {
  for (const key of UNIT_KEYS) {
    const value: unknown = units?.[key];
    if (typeof value === 'bigint' && value >= 0n && value <= max) continue;
    throw new TallystickError(code, {
      message: `${field}.${key} is out of range`,
      facts: { field: `${field}.${key}`, given: value ?? null, expected: `bigint from 0 to ${max}` },
    });
  }
}
