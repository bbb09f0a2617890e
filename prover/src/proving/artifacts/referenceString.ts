import { isDevelopmentChain } from '@tallystick/verifier-contracts';
import { artifactsError } from './artifactsErrors.js';

/** Powers of a secret, on disk as the native prover reads them. */
export type ReferenceString = {
  /** `real`: Aztec's Ignition ceremony. `development`: of a published secret, so anyone can forge proofs under it. */
  kind: 'real' | 'development';
  /**
   * Folder of `bn254_g1.dat` (64 bytes a point: x, y, big-endian) and `bn254_g2.dat` (128 bytes: x.c0, x.c1, y.c0,
   * y.c1).
   */
  path: string;
  /** Number of G1 points in the folder. */
  points: number;
};

/**
 * The gate before anything is deployed on, or proved for, a chain: the real string passes anywhere, the development
 * string on development chains only.
 *
 * @throws artifacts/development-string-refused
 */
export function assertReferenceStringAllowed({ kind }: Pick<ReferenceString, 'kind'>, chainId: number): void {
  if (kind === 'development') assertDevelopmentChain(chainId);
}

/**
 * Lets pass only chains on which nothing of value can be (31337, 1337): proofs under the development reference string
 * can be forged.
 *
 * @throws artifacts/development-string-refused
 */
export function assertDevelopmentChain(chainId: number): void {
  if (isDevelopmentChain(chainId)) return;
  throw artifactsError('artifacts/development-string-refused', {
    facts: { field: 'chainId', given: chainId, expected: 'a development chain' },
  });
}
