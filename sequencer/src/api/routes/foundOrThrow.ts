import { TallystickError } from '@tallystick/prover/core';

/** @throws sequencer/not-found */
export function foundOrThrow<T>(record: T | undefined, id: string): T {
  if (record !== undefined) return record;
  throw new TallystickError('sequencer/not-found', { facts: { field: 'id', given: id.slice(0, 100) } });
}
