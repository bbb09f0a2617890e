import { loadStatementArtifacts } from '@tallystick/prover/proving';
import { type DeployCourtsParameters, deployCourts } from '@tallystick/verifier-contracts';

/** The statements' artifacts with development keys, and the courts with their real verifiers beside a rollup. */
export async function deployTestCourts(parameters: Omit<DeployCourtsParameters, 'verifierBytecodes'>) {
  const uptime = await loadStatementArtifacts({ statement: 'uptime' });
  const usage = await loadStatementArtifacts({ statement: 'usage' });
  const verifierBytecodes = { uptime: uptime.verifier.bytecode, usage: usage.verifier.bytecode };
  const { courts } = await deployCourts({ ...parameters, verifierBytecodes });
  return { courts, uptime, usage };
}
