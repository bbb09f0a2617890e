import { sequencerError } from '../errors.js';
import type { Store } from './createStore.js';

/**
 * Marks a new database as a deployment's, or checks that it is this one's.
 *
 * @throws sequencer/foreign-database
 */
export async function claimDatabase(
  store: Pick<Store, 'meta'>,
  { chainId, rollup }: { chainId: number; rollup: string },
): Promise<void> {
  const own = `${chainId}:${rollup.toLowerCase()}`;
  const known = await store.meta.get('deployment');
  if (known === undefined) return store.meta.set('deployment', own);
  if (known === own) return;
  throw sequencerError('sequencer/foreign-database', {
    facts: { field: 'deployment', given: known, expected: own },
  });
}
