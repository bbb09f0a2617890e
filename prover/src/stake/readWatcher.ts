import { type ReadStakeAccountParameters, readStakeAccount } from './readStakeAccount.js';
import type { StakeAccount } from './StakeAccount.js';

/**
 * Reads a watcher of the stake registry.
 *
 * @throws stake/malformed, chain/call-failed, chain/unreachable
 */
export function readWatcher(parameters: Omit<ReadStakeAccountParameters, 'kind'>): Promise<StakeAccount> {
  return readStakeAccount({ ...parameters, kind: 'watcher' });
}
