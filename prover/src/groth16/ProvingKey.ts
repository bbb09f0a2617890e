import type { Groth16VerificationKey } from './Groth16VerificationKey.js';
import type { StatementSetup } from './StatementSetup.js';

/** A circuit's keys, wherever they come from. */
export type ProvingKey = {
  /** File of the proving key. */
  zkey: string;
  verificationKey: Groth16VerificationKey;
  setup: StatementSetup;
};
