import { chainError } from '@tallystick/prover/chain';
import { reasonOf, TallystickError } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import { BaseError, HttpRequestError, TimeoutError } from 'viem';
import { sequencerError } from '../errors.js';
import type { ErrorRecord } from '../store/ErrorRecord.js';
import { isDatabaseFailure } from '../util/isDatabaseFailure.js';
import { redactUrls } from '../util/redactUrls.js';
import { decodeRevert } from './decodeRevert.js';

/**
 * An error as it is kept with a batch or logged: code, message, facts, remedy. A revert names the contract's error and its arguments; an RPC
 * endpoint that doesn't answer is named by its host, since the rest of its URL may hold a key; a database that is away gives its reason.
 */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof TallystickError) return error.toJSON();
  const revert = decodeRevert(error);
  if (revert) {
    const facts = { error: revert.name, args: revert.args.map((arg) => `${arg}`.slice(0, 200)) };
    const failure = sequencerError('sequencer/transaction-failed', {
      message: `The contract refuses the batch: ${facts.error}(${facts.args.join(', ')})`,
      facts,
    });
    return failure.toJSON();
  }
  const silence = error instanceof BaseError ? error.walk(isSilence) : null;
  if (isSilence(silence)) {
    const facts = {
      field: 'rpcUrl',
      given: redactUrls(silence.url),
      reason: redactUrls(silenceOf(silence)).slice(0, 200),
    };
    const message = `The chain's RPC endpoint ${facts.given} does not answer: ${facts.reason}`;
    return chainError('chain/unreachable', { message, facts }).toJSON();
  }
  if (isDatabaseFailure(error)) {
    const reason = redactUrls(reasonOf(error)).slice(0, 200);
    const facts = { field: 'databaseUrl', reason };
    const message = `The database does not do what it is asked: ${reason}`;
    return sequencerError('sequencer/database-unreachable', { message, facts }).toJSON();
  }
  const message = error instanceof BaseError ? error.shortMessage : error instanceof Error ? error.message : `${error}`;
  return apiError('sequencer/internal', { message: message.slice(0, 500) }).toJSON();
}

function isSilence(error: unknown): error is HttpRequestError | TimeoutError {
  return error instanceof HttpRequestError || error instanceof TimeoutError;
}

/** viem's own messages hold the whole URL and the request. */
function silenceOf(error: HttpRequestError | TimeoutError): string {
  if (error instanceof HttpRequestError && error.status !== undefined) return `status ${error.status}`;
  return error.cause === undefined ? error.details : reasonOf(error.cause);
}
