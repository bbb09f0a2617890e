import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import { reportStep } from '../../core/progress/reportStep.js';
import { artifactsError } from '../artifacts/artifactsErrors.js';
import { runScript } from '../artifacts/runScript.js';
import { toolVersion } from '../artifacts/toolVersion.js';
import { cachedFiles } from './cachedFiles.js';
import { hashFile } from './hashFile.js';
import { POWERS_OF_TAU } from './powersOfTau.js';
import type { Groth16VerificationKey, ProvingKey, SetupContribution, StatementCircuit } from './statementArtifacts.js';

export type CheckCeremonyKeyParameters = {
  circuit: StatementCircuit;
  /** Files of the ceremony: powers of tau, and the proving key with its transcript. */
  ptau: string;
  zkey: string;
  cacheDir: string;
  /** BLAKE2b-512 of the powers-of-tau files that are taken, by name; the published ones by default. */
  powersOfTau?: Readonly<Record<string, string>>;
  onProgress?: OnProgress | undefined;
};

type Checked = { valid: true; verificationKey: Groth16VerificationKey; contributions: SetupContribution[] };
type Refused = { valid: false; complaints: string[] };
type Kept = Omit<Checked, 'valid'> & { ptauHash: string };

const KEY = 'proving-key.zkey';

/**
 * Takes a ceremony's proving key into the cache if it is one for this circuit: made from a pinned powers-of-tau file by
 * contributions whose transcript `snarkjs zkey verify` accepts, at least one of them a secret. That takes a minute or
 * two and is done once for a key; then only its hash is looked up.
 *
 * @throws artifacts/ceremony-file-unreadable, artifacts/ptau-unknown, artifacts/zkey-refused, artifacts/setup-failed,
 * artifacts/cache-unusable
 */
export async function checkCeremonyKey({
  circuit: { statement, r1cs, r1csHash },
  ptau,
  zkey,
  cacheDir,
  powersOfTau = POWERS_OF_TAU,
  onProgress,
}: CheckCeremonyKeyParameters): Promise<ProvingKey> {
  const zkeyHash = await hashFile({ field: 'zkey', path: zkey, algorithm: 'sha256' });
  const { path, hashes, value } = await cachedFiles<Kept>({
    cacheDir,
    kind: 'statement-ceremonies',
    inputs: [toolVersion('snarkjs'), r1csHash, zkeyHash, ...Object.values(powersOfTau)],
    make: (folder) =>
      reportStep({ step: 'proving-key', detail: `${statement.name}, checking the ceremony`, onProgress }, async () => {
        const ptauHash = await hashFile({ field: 'ptau', path: ptau, algorithm: 'blake2b512' });
        if (!Object.values(powersOfTau).includes(ptauHash)) {
          throw artifactsError('artifacts/ptau-unknown', {
            facts: { field: 'ptau', given: ptau, blake2b: ptauHash, expected: Object.keys(powersOfTau) },
          });
        }
        const taken = join(folder, KEY);
        await copyFile(zkey, taken);
        const { verificationKey, contributions } = await check({ name: statement.name, r1cs, ptau, zkey: taken });
        return { ptauHash, verificationKey, contributions };
      }),
  });
  const { ptauHash, verificationKey, contributions } = value;
  return {
    zkey: path(KEY),
    verificationKey,
    setup: { kind: 'ceremony', ptauHash: `0x${ptauHash}`, zkeyHash: `0x${hashes[KEY] ?? ''}`, contributions },
  };
}

type Files = { name: string; r1cs: string; ptau: string; zkey: string };

async function check({ name, ...files }: Files): Promise<Checked> {
  let answer: Checked | Refused;
  try {
    answer = await runScript<object, Checked | Refused>('verify-proving-key.mjs', files);
  } catch (cause) {
    throw artifactsError('artifacts/setup-failed', { facts: { circuit: name }, cause });
  }
  const refuse = (reason: string) =>
    artifactsError('artifacts/zkey-refused', { facts: { field: 'zkey', circuit: name, reason } });
  if (!answer.valid) throw refuse(answer.complaints.join('; ') || 'snarkjs zkey verify refuses it');
  if (!answer.contributions.some(({ kind }) => kind === 'contribution')) {
    // What only public beacons made, everybody can make again and forge with.
    throw refuse('its second phase has no contribution from a secret');
  }
  return answer;
}
