import type { AccountState } from '../account/AccountState.js';
import type { BatchContext } from './BatchContext.js';
import { type BatchPlace, refuse } from './refuse.js';

/**
 * The account at a place of the batch, within reach of the shape.
 *
 * @throws batch/serial-beyond-depth, batch/unknown-account
 */
export async function knownAccount({ request, accounts }: BatchContext, place: BatchPlace): Promise<AccountState> {
  const limit = 4 ** request.shape.activeDepth;
  if (place.serial >= limit)
    refuse('batch/serial-beyond-depth', place, { given: place.serial, expected: `below ${limit}` });
  const state = await accounts.get(place.serial);
  return state ?? refuse('batch/unknown-account', place);
}
