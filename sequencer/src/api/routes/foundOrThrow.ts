import { apiError } from '@tallystick/prover/sequencer-client';

/** @throws sequencer/not-found */
export function foundOrThrow<T>(record: T | undefined, id: string): T {
  if (record !== undefined) return record;
  throw apiError('sequencer/not-found', { facts: { field: 'id', given: id.slice(0, 100) } });
}
