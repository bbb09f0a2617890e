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
