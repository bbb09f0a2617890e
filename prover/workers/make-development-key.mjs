// @ts-check
/**
 * Process: a circuit's development proving key, the same on every machine: the initial key from the known secrets, then
 * a phase-2 contribution from a fixed beacon.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { readR1cs } from '@tallystick/circuits/r1cs';
import { zKey } from 'snarkjs';
import { endCurve } from './groth16/endCurve.mjs';
import { initialKey } from './groth16/initialKey.mjs';
import { readTranscript } from './groth16/transcript.mjs';
import { serve } from './serve.mjs';

/**
 * @typedef {{
 *   r1cs: string, zkey: string,
 *   powers: { tau: bigint, alpha: bigint, beta: bigint, beacon: { hash: string, iterationsExponent: number } }
 * }} Task r1cs is a file; zkey the file to write
 */

serve(async (/** @type {Task} */ { r1cs, zkey, powers: { beacon, ...secrets } }) => {
  const constraints = readR1cs(await readFile(r1cs));
  const initial = `${zkey}.initial`;
  await writeFile(initial, await initialKey({ r1cs: constraints, ...secrets }));
  try {
    await zKey.beacon(initial, zkey, 'development', beacon.hash, beacon.iterationsExponent);
    const verificationKey = await zKey.exportVerificationKey(zkey);
    const contributions = readTranscript(await readFile(zkey));
    return { verificationKey, contributions, constraints: constraints.constraints };
  } finally {
    await rm(initial, { force: true });
    await endCurve();
  }
});
