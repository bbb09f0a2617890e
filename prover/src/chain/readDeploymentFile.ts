import { ContractsError, type Deployment, readDeployment } from '@tallystick/verifier-contracts';
import { computeDomain } from '../core/domain.js';
import { chainError } from './chainErrors.js';

/**
 * Reads the file that a deployment wrote, and makes sure that its domain is that of its chain and rollup: receipts signed
 * for another domain would be worthless.
 *
 * @throws chain/bad-deployment
 *
 * @example
 * import { readDeploymentFile } from '@tallystick/prover/chain';
 *
 * const { chainId, rollup, domain } = await readDeploymentFile('deployment.json');
 */
export async function readDeploymentFile(path: string): Promise<Deployment> {
  let deployment: Deployment;
  try {
    deployment = await readDeployment(path);
  } catch (error) {
    if (!(error instanceof ContractsError)) throw error;
    throw chainError('chain/bad-deployment', {
      message: error.message,
      facts: { file: path, ...error.facts },
      cause: error,
    });
  }
  const expected = computeDomain(deployment);
  if (deployment.domain !== expected) {
    throw chainError('chain/bad-deployment', {
      message: 'The domain in the deployment file is not that of its chain and rollup',
      facts: { file: path, field: 'domain', given: deployment.domain, expected },
    });
  }
  return deployment;
}
