import { type ErrorCode, errorCodes } from '../errors/errorCodes.js';
import { TallystickError } from '../errors/TallystickError.js';

const MAX_TEXT = 500;

/**
 * The error that a sequencer's answer stands for. A code of the registry becomes that very error, with the facts and the
 * remedy that the sequencer gave; anything else becomes sequencer-client/refused.
 */
export function toSequencerError(status: number, body: unknown): TallystickError {
  const { code, message, facts, field, remedy } = isObject(body) ? body : {};
  const told = {
    ...(isObject(facts) ? facts : {}),
    ...(typeof field === 'string' ? { field } : {}),
  };
  const advice = typeof remedy === 'string' ? { remedy: remedy.slice(0, MAX_TEXT) } : {};
  const text = typeof message === 'string' ? { message: message.slice(0, MAX_TEXT) } : {};
  if (isErrorCode(code)) return new TallystickError(code, { facts: told, ...advice, ...text });
  const given = typeof code === 'string' ? code.slice(0, MAX_TEXT) : null;
  return new TallystickError('sequencer-client/refused', {
    facts: { ...told, status, code: given },
    ...advice,
    ...text,
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(errorCodes, code);
}
