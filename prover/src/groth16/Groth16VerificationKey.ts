/** Affine coordinates and a third that is 1 (0 for infinity), decimal strings. */
export type G1Json = readonly [x: string, y: string, z: string];

/** Coordinates in the quadratic extension, each `[c0, c1]`, decimal strings. */
export type G2Json = readonly [x: readonly string[], y: readonly string[], z: readonly string[]];

/** A verification key as snarkjs reads and writes it. */
export type Groth16VerificationKey = {
  protocol: 'groth16';
  curve: 'bn128';
  /** Number of public inputs. */
  nPublic: number;
  vk_alpha_1: G1Json;
  vk_beta_2: G2Json;
  vk_gamma_2: G2Json;
  vk_delta_2: G2Json;
  /** e(alpha, beta); the verifiers compute it themselves. */
  vk_alphabeta_12: readonly (readonly (readonly string[])[])[];
  /** nPublic + 1 points: of the constant, then of each public input. */
  IC: readonly G1Json[];
};
