import { readDeploymentFile, requireCourts } from '@tallystick/prover/chain';
import { grantCourtRoles } from '@tallystick/verifier-contracts';
import { connectToDeployment } from './connectToDeployment.js';
import type { CourtsBeside, DeployCourtsBesideParameters } from './deployCourtsBeside.js';

/**
 * Gives the courts' roles that their deployment announced, where the admin has a delay, or broke off at.
 *
 * @throws stake/no-courts, chain/bad-deployment, chain/wrong-chain, chain/unreachable; ContractsError `deployment/…`
 */
export async function finishCourtRoles(
  parameters: Pick<DeployCourtsBesideParameters, 'rpcUrl' | 'key' | 'deploymentFile' | 'insurance' | 'pollIntervalMs'>,
): Promise<CourtsBeside> {
  const deployment = await readDeploymentFile(parameters.deploymentFile);
  const courts = requireCourts(deployment);
  const { clients } = await connectToDeployment(parameters, deployment.chainId);
  const { accessManager } = deployment;
  const { readyAt } = await grantCourtRoles({ ...clients, accessManager, ...courts, insurance: parameters.insurance });
  return { courts, readyAt };
}
