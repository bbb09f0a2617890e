import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import { reportStep } from '../../core/progress/reportStep.js';
import { sha256 } from '../../files/sha256.js';
import { artifactsError } from '../artifacts/artifactsErrors.js';
import { cached, resolveCacheDir } from '../artifacts/cached.js';
import { type CompiledVerifier, compileVerifier } from '../artifacts/compileVerifier.js';
import { toolVersion } from '../artifacts/toolVersion.js';
import { checkCeremonyKey } from './checkCeremonyKey.js';
import { compileStatement } from './compileStatement.js';
import { makeDevelopmentKey } from './makeDevelopmentKey.js';
import type { LoadStatementOptions, StatementArtifacts, StatementName } from './statementArtifacts.js';
import { assertStatementKeysAllowed } from './statementArtifacts.js';
import { statementVerifier } from './statementVerifier.js';

export type LoadStatementArtifactsParameters<Statement extends StatementName = StatementName> = LoadStatementOptions & {
  statement: Statement;
};

const NOTICE =
  'INSECURE development keys in use: anyone can forge uptime and usage proofs under them. They are refused outside of development chains.';

/**
 * Everything to prove and verify a Groth16 statement, each part from the cache, where it lies under the hash of what it
 * depends on, else made: circuit, keys, Solidity verifier. Keys are those of a ceremony where `ptau` and `zkey` are
 * given, else development keys, which a notice announces once to each listener.
 *
 * @throws artifacts/…: unknown-statement, ceremony-incomplete, development-keys-refused, compile-failed,
 * circuit-too-large, setup-failed, ceremony-file-unreadable, ptau-unknown, zkey-refused, verifier-too-large,
 * cache-unusable
 *
 * @example
 * import { createProgressReporter, loadStatementArtifacts } from '@tallystick/prover/proving';
 *
 * const artifacts = await loadStatementArtifacts({
 *   statement: 'usage',
 *   chainId: 1,
 *   ptau: 'powersOfTau28_hez_final_14.ptau', // of a ceremony; without both files, keys for development chains alone
 *   zkey: 'usage.zkey',
 *   onProgress: createProgressReporter(),
 * });
 */
export async function loadStatementArtifacts<Statement extends StatementName>({
  statement: name,
  ptau,
  zkey,
  chainId,
  onProgress,
  ...options
}: LoadStatementArtifactsParameters<Statement>): Promise<StatementArtifacts<Statement>> {
  if ((ptau === undefined) !== (zkey === undefined)) {
    throw artifactsError('artifacts/ceremony-incomplete', {
      facts: { field: ptau === undefined ? 'ptau' : 'zkey', given: null, expected: 'a file, or neither of the two' },
    });
  }
  const kind = zkey === undefined ? 'development' : 'ceremony';
  // Before anything is made, which takes a while.
  if (chainId !== undefined) assertStatementKeysAllowed({ kind }, chainId);
  const cacheDir = await resolveCacheDir(options.cacheDir);
  const circuit = await compileStatement({ statement: name, cacheDir, onProgress });
  const key =
    ptau === undefined || zkey === undefined
      ? await makeDevelopmentKey({ circuit, cacheDir, onProgress })
      : await checkCeremonyKey({ circuit, ptau, zkey, cacheDir, onProgress });
  const { contract, source } = statementVerifier({
    statement: circuit.statement,
    verificationKey: key.verificationKey,
    setup: key.setup,
  });
  const compiled = await cached<CompiledVerifier>({
    cacheDir,
    kind: 'statement-verifiers',
    inputs: [toolVersion('solc'), source],
    make: () => reportStep({ step: 'verifier', detail: name, onProgress }, () => compileVerifier(source, contract)),
  });
  if (kind === 'development') announce(onProgress);
  return {
    statement: name,
    wasm: circuit.wasm,
    r1cs: circuit.r1cs,
    ...key,
    verifier: { source, ...compiled },
    constraints: circuit.constraints,
    publicInputs: circuit.statement.publicInputs,
    hash: `0x${sha256(JSON.stringify([circuit.r1csHash, key.verificationKey, compiled.deployedBytecode]))}`,
  };
}

const told = new WeakSet<OnProgress>();

function announce(onProgress: OnProgress | undefined): void {
  if (onProgress === undefined || told.has(onProgress)) return;
  told.add(onProgress);
  onProgress({ step: 'proving-key', status: 'notice', detail: NOTICE });
}
