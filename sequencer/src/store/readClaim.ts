import { sequencerError } from '../errors.js';
import type { Store } from './createStore.js';

/**
 * The deployment that a database was marked as, for who only works for its sequencer.
 *
 * @throws sequencer/unclaimed-database when no sequencer has used it yet
 */
export async function readClaim({ meta }: Pick<Store, 'meta'>): Promise<{ chainId: number; rollup: string }> {
  const [chainId, rollup] = ((await meta.get('deployment')) ?? '').split(':');
  if (!chainId || !rollup) throw sequencerError('sequencer/unclaimed-database');
  return { chainId: Number(chainId), rollup };
}
