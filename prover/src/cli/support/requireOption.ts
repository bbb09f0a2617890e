import { cliError } from '../cliErrors.js';

/**
 * The value of an option that another one needs.
 *
 * @throws cli/option-missing
 */
export function requireOption<Value>(value: Value | undefined, field: string, neededBy: string): Value {
  if (value !== undefined) return value;
  throw cliError('cli/option-missing', { facts: { field, neededBy } });
}
