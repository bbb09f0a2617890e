import { TallystickError } from '../../core/errors/TallystickError.js';
import type { JsonObject } from '../../sequencerClient/SequencerClient.js';
import { sequencerClientError } from '../../sequencerClient/sequencerClientErrors.js';
import { cliError } from '../cliErrors.js';
import type { CommandContext } from './CommandContext.js';
import { waitFor } from './waitFor.js';

export type WaitForItemParameters = {
  /** The sequencer's answer to the submission. */
  first: JsonObject;
  /** Asks the sequencer how far the item with an id is. */
  read: (id: string) => Promise<JsonObject>;
  timeoutSeconds: number;
  /** What is waited for, for the error. */
  what: string;
};

/**
 * Waits until a settlement or withdrawal is final on the chain, or was superseded by a later one. Where that takes too long, the error says
 * what the item waits for.
 *
 * @returns the sequencer's last answer
 * @throws cli/rejected when it could not be proved, cli/expired when its allowance expired before a batch took it, cli/wait-timeout
 */
export async function waitForItem({ io }: CommandContext, parameters: WaitForItemParameters): Promise<JsonObject> {
  const { first, read, timeoutSeconds, what } = parameters;
  const { id } = first;
  if (typeof id !== 'string') {
    throw sequencerClientError('sequencer-client/unexpected-answer', { facts: { field: 'id', expected: 'a string' } });
  }
  let last = first;
  const ask = async (): Promise<JsonObject | undefined> => {
    const answer = await read(id);
    last = answer;
    const { status, error } = answer;
    if (status === 'rejected') throw cliError('cli/rejected', { facts: { what, reason: error ?? null } });
    assertNotExpired(answer, what);
    return status === 'final' || status === 'superseded' ? answer : undefined;
  };
  return waitFor({ io, timeoutSeconds, what }, ask).catch((error: unknown) => {
    if (!(error instanceof TallystickError && error.code === 'cli/wait-timeout')) throw error;
    const { waitsFor = null, expiry = null } = last;
    throw error.retold({ message: error.message, facts: { ...error.facts, waitsFor, expiry } });
  });
}

/**
 * Asserts that the sequencer doesn't say that an item has expired.
 *
 * @throws cli/expired
 */
export function assertNotExpired({ status, expiry = null, error = null }: JsonObject, what: string): void {
  if (status === 'expired') throw cliError('cli/expired', { facts: { what, expiry, reason: error } });
}
