import { isDevelopmentChain } from '@tallystick/verifier-contracts';
import { TallystickError } from '../errors/TallystickError.js';

/**
 * Lets pass only chains on which nothing of value can be (31337, 1337): proofs under the development reference string
 * can be forged.
 *
 * @throws artifacts/development-string-refused
 */
export function assertDevelopmentChain(chainId: number): void {
  if (isDevelopmentChain(chainId)) return;
  throw new TallystickError('artifacts/development-string-refused', {
    facts: { field: 'chainId', given: chainId, expected: 'a development chain' },
  });
}
