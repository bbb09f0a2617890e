/** A G2 point of BN254 in four words of 32 bytes, big-endian hex without prefix, in the order of `bn254_g2.dat`. */
export type G2Words = readonly [x0: string, x1: string, y0: string, y1: string];
