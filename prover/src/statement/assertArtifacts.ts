import { TallystickError } from '../errors/TallystickError.js';
import type { StatementArtifacts } from '../groth16/StatementArtifacts.js';
import type { StatementName } from '../groth16/StatementName.js';

/**
 * Makes sure that artifacts are those of a statement; types can't tell where a name came from a file or an option.
 *
 * @throws statement/wrong-artifacts
 */
export function assertArtifacts(artifacts: Pick<StatementArtifacts, 'statement'>, expected: StatementName): void {
  if (artifacts.statement === expected) return;
  throw new TallystickError('statement/wrong-artifacts', {
    facts: { field: 'artifacts.statement', given: artifacts.statement, expected },
  });
}
