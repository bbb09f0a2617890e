import { TallystickError } from '../errors/TallystickError.js';

const CODES = new Set(['chain/unknown-batch', 'chain/root-mismatch', 'chain/events-missing']);

/**
 * Whether reading the chain failed as it does when blocks give way to others between two reads. An endpoint that leaves events out
 * fails alike, so try again a few times only.
 */
export function isReorganized(error: unknown): boolean {
  if (!(error instanceof TallystickError)) return false;
  if (CODES.has(error.code)) return true;
  return error.code === 'chain/reverted' && error.facts.error === 'UnknownBatch';
}
