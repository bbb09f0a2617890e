import type { Hex } from 'viem';

/** A proof with what it states. */
export type ProofData = {
  /** As the Solidity verifier takes it, without the public inputs. */
  proof: Hex;
  /** Field elements, in the circuit's order. */
  publicInputs: bigint[];
};
