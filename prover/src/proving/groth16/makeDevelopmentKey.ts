import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import { reportStep } from '../../core/progress/reportStep.js';
import { artifactsError } from '../artifacts/artifactsErrors.js';
import { runScript } from '../artifacts/runScript.js';
import { toolVersion } from '../artifacts/toolVersion.js';
import { cachedFiles } from './cachedFiles.js';
import { DEVELOPMENT_POWERS } from './powersOfTau.js';
import type { Groth16VerificationKey, ProvingKey, SetupContribution, StatementCircuit } from './statementArtifacts.js';

export type MakeDevelopmentKeyParameters = {
  circuit: StatementCircuit;
  cacheDir: string;
  onProgress?: OnProgress | undefined;
};

type MadeKey = { verificationKey: Groth16VerificationKey; contributions: SetupContribution[] };

/** Raised by hand when what the script makes changes, so that nothing old is taken from a cache. */
const RECIPE = '1';
const KEY = 'proving-key.zkey';

/**
 * A circuit's development key: of published secrets, the same on every machine, with one phase-2 contribution from a
 * fixed beacon. Made in a process of its own, or taken from the cache.
 *
 * @throws artifacts/setup-failed, artifacts/cache-unusable
 */
export async function makeDevelopmentKey({
  circuit: { statement, r1cs, r1csHash },
  cacheDir,
  onProgress,
}: MakeDevelopmentKeyParameters): Promise<ProvingKey> {
  const { tau, alpha, beta, beacon } = DEVELOPMENT_POWERS;
  const { path, hashes, value } = await cachedFiles<MadeKey>({
    cacheDir,
    kind: 'statement-keys',
    inputs: [RECIPE, toolVersion('snarkjs'), r1csHash, ...[tau, alpha, beta].map(String), JSON.stringify(beacon)],
    make: (folder) =>
      reportStep({ step: 'proving-key', detail: `${statement.name}, development`, onProgress }, async () => {
        try {
          const task = { r1cs, zkey: `${folder}/${KEY}`, powers: DEVELOPMENT_POWERS };
          return await runScript<object, MadeKey>('make-development-key.mjs', task);
        } catch (cause) {
          throw artifactsError('artifacts/setup-failed', { facts: { circuit: statement.name }, cause });
        }
      }),
  });
  const { verificationKey, contributions } = value;
  return {
    zkey: path(KEY),
    verificationKey,
    setup: { kind: 'development', zkeyHash: `0x${hashes[KEY] ?? ''}`, contributions },
  };
}
