import type { OnProgress } from '../progress/ProgressEvent.js';

/** Which keys of a statement, and where they are kept. */
export type LoadStatementOptions = {
  /**
   * File of a powers-of-tau ceremony: one of the `powersOfTau28_hez_final_*` from 2^14 on, held to its published hash.
   */
  ptau?: string | undefined;
  /** File of a proving key with its phase-2 transcript; taken only when it verifies against circuit and `ptau`. */
  zkey?: string | undefined;
  /** Folder for what is made; `TALLYSTICK_CACHE`, else the user's cache folder, by default. */
  cacheDir?: string | undefined;
  /** The chain that the proofs are for; on any but a development chain `ptau` and `zkey` are required. */
  chainId?: number | undefined;
  onProgress?: OnProgress | undefined;
};
