import { TallystickError } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import { BaseError } from 'viem';
import { isDatabaseFailure } from '../util/isDatabaseFailure.js';

/** What Fastify refuses of a path before it looks for a route. */
const BAD_PATH = new Set(['FST_ERR_BAD_URL', 'FST_ERR_MAX_PARAM_LENGTH']);

/** What Fastify itself refuses, by its code. */
const FASTIFY_CODES: Record<string, Parameters<typeof apiError>[0]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'sequencer/body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'sequencer/unsupported-media-type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'sequencer/malformed',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'sequencer/malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'sequencer/malformed',
};

/** The error that a request is answered with: ours as it is, Fastify's in our terms, anything else as sequencer/internal. */
export function toApiError(error: unknown): TallystickError {
  if (error instanceof TallystickError) return error;
  const { code, statusCode } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: string;
    statusCode?: number;
  };
  const known = FASTIFY_CODES[code ?? ''];
  if (known !== undefined) return apiError(known, { facts: { field: 'body' } });
  if (BAD_PATH.has(code ?? '')) {
    return apiError('sequencer/malformed', { facts: { field: 'path', expected: 'a path of this service' } });
  }
  if (error instanceof SyntaxError || (statusCode !== undefined && statusCode >= 400 && statusCode < 500)) {
    return apiError('sequencer/malformed', { facts: { field: 'body', expected: 'JSON' } });
  }
  if (isDatabaseFailure(error)) {
    return apiError('sequencer/not-ready', { facts: { reason: 'database' }, cause: error });
  }
  // What viem throws where a node doesn't answer, or not as it should.
  if (error instanceof BaseError) {
    return apiError('sequencer/not-ready', { facts: { reason: 'chain' }, cause: error });
  }
  return apiError('sequencer/internal', { cause: error });
}
