import type { TallystickError } from '../../core/errors/TallystickError.js';
import { chainError } from '../chainErrors.js';

/** The error for a field of a deployment that the chain says otherwise. */
export function differs(field: string, given: unknown, expected: unknown): TallystickError {
  return chainError('chain/deployment-differs', {
    message: `The deployment's ${field} isn't what the chain has`,
    facts: { field, given, expected },
  });
}

/**
 * Holds values that nobody can change to what the chain has.
 *
 * @throws chain/deployment-differs for the first that is another
 */
export function assertSame(prefix: string, given: object, expected: object): void {
  for (const [field, value] of Object.entries(expected)) {
    const claimed = (given as Record<string, unknown>)[field];
    if (claimed !== value) throw differs(prefix + field, claimed, value);
  }
}
