import { type ReadStakeAccountParameters, readStakeAccount } from './readStakeAccount.js';
import type { StakeAccount } from './StakeAccount.js';

/**
 * Reads a provider of the stake registry.
 *
 * @throws stake/malformed, chain/call-failed, chain/unreachable
 */
export function readProvider(parameters: Omit<ReadStakeAccountParameters, 'kind'>): Promise<StakeAccount> {
  return readStakeAccount({ ...parameters, kind: 'provider' });
}
