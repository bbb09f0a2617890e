import type { TallystickError } from '@tallystick/prover/core';
import { REQUEST_ID_HEADER } from '@tallystick/prover/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toApiError } from './toApiError.js';

/** While something is away, every request fails in the same way: one line of it in so long a time says as much as all of them. */
const AWAY_LINE_MS = 10_000;

/**
 * Answers errors, each with the id of its request, under which the log has it too. What a database or a node said of it is for the operator,
 * so it is in the log alone.
 */
export function createAnswerError(nowMs: () => number = () => performance.now()) {
  let lastAwayMs = Number.NEGATIVE_INFINITY;

  function log(error: unknown, told: TallystickError, request: FastifyRequest): void {
    const fields = { err: error, code: told.code };
    if (told.status >= 500 && told.status !== 503) request.log.error(fields, 'request failed');
    // Starting, stopping, full: the answer says so, and the metrics count it.
    else if (told.status < 500 || told.cause === undefined) request.log.debug(fields, 'request refused');
    else if (nowMs() - lastAwayMs < AWAY_LINE_MS) request.log.debug(fields, 'request failed for now');
    else {
      lastAwayMs = nowMs();
      request.log.warn(fields, 'request failed for now; others of the next seconds are told at the level debug');
    }
  }

  return function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const told = toApiError(error);
    log(error, told, request);
    const body = told.toJSON();
    const { field, retryAfterSeconds = told.status === 503 ? 5 : undefined } = body.facts;
    if (retryAfterSeconds !== undefined) reply.header('retry-after', `${retryAfterSeconds}`);
    return reply
      .header(REQUEST_ID_HEADER, request.id)
      .code(told.status)
      .send({ ...body, ...(typeof field === 'string' ? { field } : {}), requestId: request.id });
  };
}
