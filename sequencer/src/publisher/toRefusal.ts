import { TallystickError } from '@tallystick/prover';
import { BaseError } from 'viem';
import { decodeRevert } from '../l1/decodeRevert.js';
import type { Refusal } from '../store/Refusal.js';

/** An error as it is kept with a batch: code, message, facts, remedy. A revert names the contract's error and its arguments. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof TallystickError) return error.toJSON();
  const revert = decodeRevert(error);
  if (revert) {
    const facts = { error: revert.name, args: revert.args.map((arg) => `${arg}`.slice(0, 200)) };
    const failure = new TallystickError('sequencer/transaction-failed', {
      message: `The contract refuses the batch: ${facts.error}(${facts.args.join(', ')})`,
      facts,
    });
    return failure.toJSON();
  }
  const message = error instanceof BaseError ? error.shortMessage : error instanceof Error ? error.message : `${error}`;
  return new TallystickError('sequencer/internal', { message: message.slice(0, 500) }).toJSON();
}
