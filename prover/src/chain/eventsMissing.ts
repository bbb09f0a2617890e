import { TallystickError } from '../errors/TallystickError.js';

/** An event that must have been is not among those that the endpoint gave. */
export function eventsMissing(event: string, facts: Record<string, unknown>): TallystickError {
  return new TallystickError('chain/events-missing', { facts: { event, ...facts } });
}
