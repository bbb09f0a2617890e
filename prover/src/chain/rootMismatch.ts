import { TallystickError } from '../errors/TallystickError.js';

/** The tree after a batch has another root than the contract's. */
export function rootMismatch(batchId: bigint, given: bigint, expected: bigint): TallystickError {
  return new TallystickError('chain/root-mismatch', { facts: { field: 'root', batchId, given, expected } });
}
