import { accountError } from '../core/account/accountErrors.js';
import { cryptoError } from '../core/cryptoErrors.js';
import { findError } from '../core/errors/defineErrors.js';
import { reasonOf } from '../core/errors/reasonOf.js';
import type { TallystickError } from '../core/errors/TallystickError.js';
import { receiptError } from '../core/receipt/receiptErrors.js';
import { treeError } from '../core/tree/treeErrors.js';
import { withdrawalError } from '../core/withdrawalErrors.js';
import { apiError } from './apiErrors.js';
import { sequencerClientError } from './sequencerClientErrors.js';

const MAX_TEXT = 500;
const MAX_ID = 64;

/** The tables whose errors a sequencer answers with. */
const TOLD = [apiError, receiptError, withdrawalError, accountError, cryptoError, treeError];

/**
 * The error that a sequencer's answer stands for. A code that a sequencer answers with becomes that very error, with the facts and the
 * remedy that the sequencer gave; anything else becomes sequencer-client/refused.
 */
export function toSequencerError(status: number, body: unknown): TallystickError {
  const { code, message, facts, field, remedy, requestId } = isObject(body) ? body : {};
  const told = {
    ...(isObject(facts) ? facts : {}),
    ...(typeof field === 'string' ? { field } : {}),
    // What its operator finds the request by.
    ...(typeof requestId === 'string' ? { requestId: requestId.slice(0, MAX_ID) } : {}),
  };
  const advice = typeof remedy === 'string' ? { remedy: remedy.slice(0, MAX_TEXT) } : {};
  const text = typeof message === 'string' ? { message: message.slice(0, MAX_TEXT) } : {};
  const toError = findError(code, TOLD);
  if (toError !== undefined) return toError({ facts: told, ...advice, ...text });
  const given = typeof code === 'string' ? code.slice(0, MAX_TEXT) : null;
  return sequencerClientError('sequencer-client/refused', {
    facts: { ...told, status, code: given },
    ...advice,
    ...text,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

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
  return sequencerClientError('sequencer-client/unreachable', { message, facts: request, cause });
}
