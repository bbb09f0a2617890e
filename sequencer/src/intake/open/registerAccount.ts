import { fieldToHex, hashTerms } from '@tallystick/prover/core';
import { apiError } from '@tallystick/prover/sequencer-client';
import { deriveAccounts } from '../../store/base/deriveAccounts.js';
import type { OpenRecord } from '../../store/createOpenStore.js';
import type { IntakeContext, Within } from '../IntakeContext.js';
import { type AccountStatus, statusOf } from '../statusOf.js';
import { type AccountOpening, parseAccountOpening } from './parseAccountOpening.js';

/** An account's place in the rollup. */
export type RegisteredAccount = { serial: number; status: AccountStatus };

/**
 * Takes in the terms of an account. They must be what the account was opened with on the chain, which is looked at once more when the
 * open isn't known yet, if that wasn't in vain just now. May be repeated.
 *
 * @throws what `parseAccountOpening` throws; sequencer/unknown-open, sequencer/owner-mismatch, sequencer/terms-mismatch
 */
export async function registerAccount(
  context: IntakeContext,
  body: unknown,
  within?: Within<RegisteredAccount>,
): Promise<RegisteredAccount> {
  const opening = parseAccountOpening(body);
  const { serial } = opening;
  // Before anything is locked: whoever doesn't know an account's terms must not hold up the follower.
  assertMatches(opening, await context.findOpen(serial));
  return context.store.transaction(async (tables) => {
    const { opens, l1 } = tables;
    // Before the row's lock, as the follower takes them: no batch comes into the base between what is read and written here.
    if (!(await opens.get(serial))?.disclosed) await l1.lock();
    const open = await opens.lock(serial);
    assertMatches(opening, open);
    if (!open.disclosed) {
      await opens.disclose(serial, opening.terms);
      await l1.disclose(open, opening.terms);
      // Already in the tree, and perhaps touched by a batch that somebody else made.
      if (open.status === 'taken') await deriveAccounts(tables, [serial]);
    }
    const registered = { serial, status: statusOf(open) };
    await within?.(tables, registered);
    return registered;
  });
}

function assertMatches(
  { serial, owner, terms }: AccountOpening,
  open: OpenRecord | undefined,
): asserts open is OpenRecord {
  if (!open) throw apiError('sequencer/unknown-open', { facts: { field: 'serial', given: serial } });
  if (owner.x !== open.owner.x || owner.y !== open.owner.y) {
    const [given, expected] = [owner, open.owner].map(({ x, y }) => ({ x: fieldToHex(x), y: fieldToHex(y) }));
    throw apiError('sequencer/owner-mismatch', { facts: { field: 'owner', given, expected } });
  }
  const hash = hashTerms(terms);
  if (hash !== open.terms) {
    const facts = { field: 'terms', given: fieldToHex(hash), expected: fieldToHex(open.terms) };
    throw apiError('sequencer/terms-mismatch', { facts });
  }
}
