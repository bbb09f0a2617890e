// @ts-check
/** Process: a circuit's development proving key, the same on every machine, and its verification key. */
import { readFile, writeFile } from 'node:fs/promises';
import { readR1cs } from '@tallystick/circuits/r1cs';
import { zKey } from 'snarkjs';
import { developmentZkey } from './groth16/developmentZkey.mjs';
import { endCurve } from './groth16/endCurve.mjs';
import { readTranscript } from './groth16/transcript.mjs';
import { serve } from './serve.mjs';

/**
 * @typedef {{
 *   r1cs: string, zkey: string,
 *   powers: { tau: bigint, alpha: bigint, beta: bigint, beacon: { hash: string, iterationsExponent: number } }
 * }} Task r1cs is a file; zkey the file to write
 */

serve(async (/** @type {Task} */ { r1cs, zkey, powers }) => {
  const content = await developmentZkey({ r1cs: readR1cs(await readFile(r1cs)), powers, name: 'development' });
  await writeFile(zkey, content);
  try {
    return { verificationKey: await zKey.exportVerificationKey(zkey), contributions: readTranscript(content) };
  } finally {
    await endCurve();
  }
});
