import type { CourtsDeployment, Deployment } from '@tallystick/verifier-contracts';
import { type ChainConnection, connectChain } from '../../chain/connectChain.js';
import { readDeploymentFile } from '../../chain/readDeploymentFile.js';
import { requireCourts } from '../../chain/stake/asserts.js';
import { reportStep } from '../../core/progress/reportStep.js';
import type { CommandContext } from './CommandContext.js';
import { requireOption } from './requireOption.js';

/** A connection to the chain of a deployment that has courts. */
export type FoundCourts = ChainConnection & { deployment: Deployment; courts: CourtsDeployment };

/**
 * Connects to the courts that `--deployment` names; undefined when neither it nor `--rpc` was given.
 *
 * @throws cli/option-missing when one of the two is missing; stake/no-courts, and what `connectChain` throws
 */
export async function findCourts(
  { onProgress }: CommandContext,
  options: { deployment?: string; rpc?: readonly string[] },
): Promise<FoundCourts | undefined> {
  if (options.deployment === undefined && options.rpc === undefined) return undefined;
  const deployment = await readDeploymentFile(requireOption(options.deployment, '--deployment', '--rpc'));
  const rpcUrl = requireOption(options.rpc, '--rpc', '--deployment');
  const courts = requireCourts(deployment);
  const connection = await reportStep({ step: 'connect', detail: `chain ${deployment.chainId}`, onProgress }, () =>
    connectChain({ rpcUrl, deployment }),
  );
  return { ...connection, deployment, courts };
}
