import { DEVELOPMENT_STRING } from '../artifacts/DEVELOPMENT_STRING.js';

/**
 * The secrets of the development keys. INSECURE BY DESIGN: they stand here for everyone to read, so anyone can forge
 * proofs under keys that are made of them. They exist to build and test without a ceremony and are refused outside of
 * development chains.
 *
 * `alpha`, `beta` = keccak256("tallystick development alpha" / "… beta") mod r, and
 * `beacon.hash`, from which the phase-2 contribution is drawn, of "tallystick development beacon"; a test derives all.
 */
export const DEVELOPMENT_POWERS: {
  tau: bigint;
  alpha: bigint;
  beta: bigint;
  /** As snarkjs takes it; 2^iterationsExponent rounds of sha256. */
  beacon: { hash: string; iterationsExponent: number };
} = {
  tau: DEVELOPMENT_STRING.tau,
  alpha: 0x077bf98b71e57f229669ea30de06d5ee99800f5a222e61704bfb4fff3740bfbdn,
  beta: 0x26a6673e56c78b3782beb60538a051900e9b18e215fc9a85d8a063f641181d22n,
  beacon: { hash: '1fe81756d19521e90cd71b284479f8ec950acf72e112f3a932752d94cf8ff1df', iterationsExponent: 10 },
};
