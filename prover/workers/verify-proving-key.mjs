// @ts-check
/**
 * Process: does a proving key belong to a circuit and a powers-of-tau file, and is its phase-2 transcript sound? As
 * `snarkjs zkey verify` has it.
 */
import { readFile } from 'node:fs/promises';
import { zKey } from 'snarkjs';
import { endCurve } from './groth16/endCurve.mjs';
import { readTranscript } from './groth16/transcript.mjs';
import { serve } from './serve.mjs';

/** @typedef {{ r1cs: string, ptau: string, zkey: string }} Task files */

serve(async (/** @type {Task} */ { r1cs, ptau, zkey }) => {
  /** @type {string[]} */
  const complaints = [];
  const note = (/** @type {string} */ line) => complaints.push(line);
  const ignore = () => {};
  const { log } = console;
  // A transcript's faults come on the console, all others to the logger.
  console.log = note;
  try {
    // The transcript first: reading it is quick, and what isn't a key at all is told at once.
    const contributions = readTranscript(await readFile(zkey));
    const logger = { debug: ignore, info: ignore, warn: note, error: note };
    if (!(await zKey.verifyFromR1cs(r1cs, ptau, zkey, logger))) return { valid: false, complaints };
    const verificationKey = await zKey.exportVerificationKey(zkey);
    return { valid: true, verificationKey, contributions };
  } catch (error) {
    return { valid: false, complaints: [...complaints, error instanceof Error ? error.message : String(error)] };
  } finally {
    console.log = log;
    await endCurve();
  }
});
