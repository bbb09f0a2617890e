import { reasonOf } from '../errors/reasonOf.js';
import { TallystickError } from '../errors/TallystickError.js';

export type UnreachableRequest = { method: string; path: string; origin: string };

/**
 * The error for a sequencer that gave no answer: its message says whether it was too late, or why there was no connection. The request's
 * headers, which hold the access token, are no part of it.
 */
export function toUnreachable(cause: unknown, request: UnreachableRequest): TallystickError {
  const { origin } = request;
  const isLate = cause instanceof Error && cause.name === 'TimeoutError';
  const message = isLate
    ? `The sequencer at ${origin} did not answer in time: ${cause.message}`
    : `The sequencer at ${origin} could not be reached: ${reasonOf(cause)}`;
  return new TallystickError('sequencer-client/unreachable', { message, facts: request, cause });
}
