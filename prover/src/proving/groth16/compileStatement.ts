import { STATEMENT_MAIN, statementSources, statements } from '@tallystick/circuits/statements';
import type { OnProgress } from '../../core/progress/ProgressEvent.js';
import { reportStep } from '../../core/progress/reportStep.js';
import { artifactsError } from '../artifacts/artifactsErrors.js';
import { resolveCacheDir } from '../artifacts/cached.js';
import { runScript } from '../artifacts/runScript.js';
import { toolVersion } from '../artifacts/toolVersion.js';
import { cachedFiles } from './cachedFiles.js';
import type { StatementCircuit, StatementName } from './statementArtifacts.js';

export type CompileStatementParameters = {
  statement: StatementName;
  cacheDir?: string | undefined;
  onProgress?: OnProgress | undefined;
};

type Counts = { constraints: number; publicInputs: number };

/**
 * Compiles a statement's circom sources in a process of its own, about two seconds, or takes the result from the cache,
 * where it lies under the hash of sources and compiler.
 *
 * @throws artifacts/unknown-statement, artifacts/compile-failed, artifacts/circuit-too-large, artifacts/cache-unusable
 */
export async function compileStatement({
  statement: name,
  cacheDir,
  onProgress,
}: CompileStatementParameters): Promise<StatementCircuit> {
  const statement = statements.find((candidate) => candidate.name === name);
  if (statement === undefined) {
    throw artifactsError('artifacts/unknown-statement', {
      facts: { field: 'statement', given: name, expected: statements.map((candidate) => candidate.name) },
    });
  }
  const sources = statementSources(statement);
  const { path, hashes, value } = await cachedFiles<Counts>({
    cacheDir: await resolveCacheDir(cacheDir),
    kind: 'statement-circuits',
    inputs: [toolVersion('circom2'), JSON.stringify(Object.entries(sources))],
    make: (folder) =>
      reportStep({ step: 'compile', detail: name, onProgress }, async () => {
        try {
          return await runScript<object, Counts>('compile-circom.mjs', { sources, main: STATEMENT_MAIN, folder });
        } catch (cause) {
          throw artifactsError('artifacts/compile-failed', { facts: { circuit: name }, cause });
        }
      }),
  });
  // A row for each public input and for the constant comes on top of the constraints.
  const rows = value.constraints + value.publicInputs + 1;
  if (rows > 2 ** statement.logConstraints) {
    throw artifactsError('artifacts/circuit-too-large', {
      facts: { circuit: name, field: 'constraints', given: rows, expected: 2 ** statement.logConstraints },
    });
  }
  return {
    statement,
    r1cs: path('circuit.r1cs'),
    r1csHash: hashes['circuit.r1cs'] ?? '',
    wasm: path('circuit.wasm'),
    symbols: path('circuit.sym'),
    constraints: value.constraints,
  };
}
