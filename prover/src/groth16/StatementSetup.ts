import type { Hex } from 'viem';

/** One step of the second phase, as the proving key's transcript has it. */
export type SetupContribution = {
  /** A person's secret, or a public beacon that everyone can recompute. */
  kind: 'contribution' | 'beacon';
  /** What the contributor called itself; empty where it didn't. */
  name: string;
  /** BLAKE2b of the contribution, as snarkjs prints it. */
  hash: Hex;
};

/** Where a statement's keys come from. */
export type StatementSetup = {
  /**
   * `ceremony`: a pinned powers-of-tau file and a phase-2 transcript that was verified against it. `development`: of
   * published secrets, so anyone can forge proofs under it.
   */
  kind: 'development' | 'ceremony';
  /** BLAKE2b-512 of the powers-of-tau file. */
  ptauHash: Hex;
  /** sha256 of the proving key's file. */
  zkeyHash: Hex;
  /** The second phase's contributions in order; at least one, without which γ = δ and proofs could be forged. */
  contributions: readonly SetupContribution[];
};
