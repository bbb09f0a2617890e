import { randomUUID } from 'node:crypto';

/** Carries a request's id, in requests and in every answer. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** It goes into log lines and answers: what an id needs, and nothing that could be taken for anything else there. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

/** The id that a caller or a proxy gave a request in the header, if it is one; else a new one. */
export function requestIdOf(given: unknown): string {
  return typeof given === 'string' && ID.test(given) ? given : randomUUID();
}
