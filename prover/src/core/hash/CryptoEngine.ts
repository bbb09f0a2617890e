/** Four field elements: the state of Poseidon2. */
export type Quad = readonly [bigint, bigint, bigint, bigint];

/** An affine point of Grumpkin; never the point at infinity. */
export type Point = { x: bigint; y: bigint };

/** A Schnorr signature as numbers: the response, below Grumpkin's order, and the challenge, a field element. */
export type SchnorrSignature = { s: bigint; e: bigint };

/**
 * What computes hashes and signatures. There are two that give the same results: bb.js and a WebAssembly module of our own where
 * Node runs this, and one in plain TypeScript for browsers. Every value has been validated by the caller: field elements are reduced, keys are on the curve and private
 * ones between 1 and Grumpkin's order minus 1, `s` and `e` are reduced and not zero.
 */
export type CryptoEngine = {
  poseidon2Hash(inputs: readonly bigint[]): bigint;
  poseidon2Permute(state: Quad): Quad;
  publicKeyOf(privateKey: bigint): Point;
  /** With a fresh nonce each time. */
  sign(message: bigint, privateKey: bigint): SchnorrSignature;
  verify(message: bigint, publicKey: Point, signature: SchnorrSignature): boolean;
  /** Ends what was started for it. */
  stop(): void;
};
