import type { Barretenberg } from '@aztec/bb.js';

/** Batch proofs: UltraHonk for Ethereum (keccak transcript), zero-knowledge, for the optimized Solidity verifier. */
export const PROOF_SETTINGS: Parameters<Barretenberg['circuitProve']>[0]['settings'] = {
  ipaAccumulation: false,
  oracleHashType: 'keccak',
  disableZk: false,
  optimizedSolidityVerifier: true,
};
