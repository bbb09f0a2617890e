import { isDevelopmentChain } from '@tallystick/verifier-contracts';
import { TallystickError } from '../errors/TallystickError.js';
import type { StatementSetup } from './StatementSetup.js';

/**
 * The gate before a statement's verifier is deployed on, or a proof made for, a chain: keys of a ceremony pass anywhere,
 * development keys on development chains only.
 *
 * @throws artifacts/development-keys-refused
 */
export function assertStatementKeysAllowed({ kind }: Pick<StatementSetup, 'kind'>, chainId: number): void {
  if (kind === 'ceremony' || isDevelopmentChain(chainId)) return;
  throw new TallystickError('artifacts/development-keys-refused', {
    facts: { field: 'chainId', given: chainId, expected: 'a development chain, or ptau and zkey of a ceremony' },
  });
}
