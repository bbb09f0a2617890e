import type { StatementArtifacts } from '@tallystick/prover/proving';
import type { UsageProof } from '@tallystick/prover/statements';
import { proveGroth16 } from '../../../prover/src/proving/groth16/proveGroth16.js';
import { statementInputs } from '../../../prover/test-support/statementInputs.js';

/** A proof of the pinned usage statement. */
export async function proveSampleUsage(artifacts: StatementArtifacts<'usage'>): Promise<UsageProof> {
  const { usage } = statementInputs();
  const { proof } = await proveGroth16({ artifacts, ...usage });
  const [serial, rootBefore, rootAfter, , minIncrease] = usage.publicInputs as [bigint, bigint, bigint, bigint, bigint];
  return {
    statement: 'usage',
    serial: Number(serial),
    rootBefore,
    rootAfter,
    resource: 'egressMib',
    minIncrease,
    proof,
  };
}
