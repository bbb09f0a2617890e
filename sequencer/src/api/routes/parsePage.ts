import { apiError } from '@tallystick/prover/sequencer-client';
import { parseNumber } from './parseNumber.js';

/** Items on a page at most. */
export const MAX_PAGE = 100;

/** What the query of a list says, as it came. */
export type PageQuery = { limit?: unknown; before?: unknown };

/** @throws sequencer/malformed */
export function parseLimit({ limit = '20' }: PageQuery): number {
  return parseNumber(limit, { field: 'limit', min: 1, max: MAX_PAGE });
}

/**
 * An item's id in the place of a cursor.
 *
 * @throws sequencer/malformed
 */
export function parseBefore({ before }: PageQuery): string | undefined {
  if (before === undefined) return undefined;
  if (typeof before === 'string' && /^[0-9a-f]{64}$/.test(before)) return before;
  const expected = '`next` of the page before';
  throw apiError('sequencer/malformed', {
    message: `before: expected ${expected}`,
    facts: { field: 'before', given: `${before}`.slice(0, 100), expected },
  });
}
