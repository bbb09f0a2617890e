import { assertDevelopmentChain } from './assertDevelopmentChain.js';
import type { ReferenceString } from './ReferenceString.js';

/**
 * The gate before anything is deployed on, or proved for, a chain: the real string passes anywhere, the development
 * string on development chains only.
 *
 * @throws artifacts/development-string-refused
 */
export function assertReferenceStringAllowed({ kind }: Pick<ReferenceString, 'kind'>, chainId: number): void {
  if (kind === 'development') assertDevelopmentChain(chainId);
}
