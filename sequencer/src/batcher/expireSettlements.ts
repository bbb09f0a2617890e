import { apiError } from '@tallystick/prover/sequencer-client';
import type { Store } from '../store/createStore.js';

export type ExpireSettlementsParameters = {
  store: Pick<Store, 'settlements' | 'transaction'>;
  /** The database's clock, in unix seconds. */
  now: number;
  /** The time of the latest block that was seen, in unix seconds. */
  chainTime: number;
  /** For how long no later block was seen, by a clock that nobody sets. */
  stillSeconds: number;
};

/** The contract takes a batch's time within so many seconds of the block's. */
const TOLERANCE_SECONDS = 900;

/** So many in one transaction, so that nobody waits for it for long. */
const MOST_AT_ONCE = 500;

/**
 * Ends settlements that no batch has taken by their allowance's expiry, as the database's clock has it: also while no batch can be made, for
 * which they would wait for ever. The chain's time, by which batches are judged, has to be there as well: a database whose clock is fast must
 * not cost a provider what can still be settled. Where no blocks come the chain's time is taken to go on, and a batch of before the expiry
 * is refused a quarter of an hour after it. What is in a batch may still become final; it waits again when that is given up.
 *
 * @returns their ids; there may be more when there are 500
 */
export async function expireSettlements(parameters: ExpireSettlementsParameters): Promise<string[]> {
  const { store, now, chainTime, stillSeconds } = parameters;
  await noteExpiries(store);
  const upTo = Math.floor(Math.min(now, chainTime + Math.max(0, stillSeconds - TOLERANCE_SECONDS)));
  const found = await store.settlements.expiring(upTo, MOST_AT_ONCE);
  if (found.length === 0) return [];
  const facts = { field: 'expiry', given: now, expected: 'in a batch before the expiry' };
  const reason = apiError('sequencer/allowance-expired', { facts }).toJSON();
  return store.transaction(async (tables) => {
    // As intake does before it touches them, and in its order: else the two could wait for each other.
    await tables.opens.lockAll(found.map(({ serial }) => serial));
    const ids = found.map(({ id }) => id);
    return tables.settlements.expire(ids, upTo, reason);
  });
}

/** What was taken in before expiries were kept with it waits with one from now on. */
async function noteExpiries(store: ExpireSettlementsParameters['store']): Promise<void> {
  const serials = await store.settlements.withoutExpiry(MOST_AT_ONCE);
  if (serials.length === 0) return;
  await store.transaction(async ({ opens, settlements }) => {
    for (const { serial, disclosed } of await opens.lockAll(serials)) {
      if (disclosed) await settlements.setExpiry(serial, disclosed.expiry);
    }
  });
}
