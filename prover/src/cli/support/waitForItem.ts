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
 * Waits until a settlement or withdrawal is final on the chain, or was superseded by a later one.
 *
 * @returns the sequencer's last answer
 * @throws cli/rejected when it could not be proved, cli/wait-timeout
 */
export async function waitForItem({ io }: CommandContext, parameters: WaitForItemParameters): Promise<JsonObject> {
  const { first, read, timeoutSeconds, what } = parameters;
  const { id } = first;
  if (typeof id !== 'string') {
    throw sequencerClientError('sequencer-client/unexpected-answer', { facts: { field: 'id', expected: 'a string' } });
  }
  return waitFor({ io, timeoutSeconds, what }, async () => {
    const answer = await read(id);
    const { status, error } = answer;
    if (status === 'rejected') throw cliError('cli/rejected', { facts: { what, reason: error ?? null } });
    return status === 'final' || status === 'superseded' ? answer : undefined;
  });
}
