import { TallystickError } from '../../errors/TallystickError.js';
import type { JsonObject } from '../../sequencerClient/SequencerClient.js';
import type { CommandContext } from './CommandContext.js';
import { waitFor } from './waitFor.js';

export type WaitForItemParameters = {
  /** The sequencer's answer to the submission. */
  first: JsonObject;
  /** Submits the same again, which changes nothing and answers how far it is. */
  again: () => Promise<JsonObject>;
  timeoutSeconds: number;
  /** What is waited for, for the error. */
  what: string;
};

/**
 * Waits until a settlement or withdrawal is final on the chain, or was superseded by a later one.
 *
 * @returns its last status
 * @throws cli/rejected when it could not be proved, cli/wait-timeout
 */
export async function waitForItem({ io }: CommandContext, parameters: WaitForItemParameters): Promise<string> {
  const { first, again, timeoutSeconds, what } = parameters;
  let answer: JsonObject | undefined = first;
  return waitFor({ io, timeoutSeconds, what }, async () => {
    const { status, error } = answer ?? (await again());
    answer = undefined;
    if (status === 'rejected') throw new TallystickError('cli/rejected', { facts: { what, reason: error ?? null } });
    return status === 'final' || status === 'superseded' ? status : undefined;
  });
}
