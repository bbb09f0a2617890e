/** BN254's scalar field: what the circuits compute in. */
export declare const MODULUS: bigint;
/** The order of Grumpkin, which is BN254's base field: what Schnorr scalars live in. */
export declare const ORDER: bigint;
export type Point = { x: bigint; y: bigint };
export type Signature = { s: bigint; e: bigint };
export type Primitives = {
  hash(inputs: readonly bigint[]): bigint;
  permute(inputs: readonly bigint[]): [bigint, bigint, bigint, bigint];
  compress(inputs: readonly bigint[]): bigint;
  publicKey(privateKey: bigint): Point;
  /** The signature that the nonce gives, which the caller chooses: for vectors and tests, never for production keys. */
  sign(parameters: { message: bigint; privateKey: bigint; nonce: bigint }): Signature;
  verify(parameters: { message: bigint; publicKey: Point; signature: Signature }): boolean;
  challengeDst: bigint;
};
/** `value` mod `modulus` (the field's by default), never negative. */
export declare function mod(value: bigint, modulus?: bigint): bigint;
/** Poseidon2 and Schnorr as bb.js has them, without any opinion about the values. */
export declare function loadPrimitives(): Promise<Primitives>;
