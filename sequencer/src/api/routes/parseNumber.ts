import { apiError } from '@tallystick/prover/sequencer-client';

/**
 * A number of a path or a query.
 *
 * @throws sequencer/malformed
 */
export function parseNumber(given: unknown, { field, min, max }: { field: string; min: number; max: number }): number {
  const number = Number(given);
  // A field that comes twice is a list.
  if (typeof given === 'string' && /^[0-9]{1,16}$/.test(given) && number >= min && number <= max) return number;
  const expected = `integer from ${min} to ${max}`;
  throw apiError('sequencer/malformed', {
    message: `${field}: expected ${expected}`,
    facts: { field, given: `${given}`.slice(0, 100), expected },
  });
}
