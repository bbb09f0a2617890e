import { readDeploymentFile } from '@tallystick/prover/chain';
import { type OnProgress, reportStep } from '@tallystick/prover/core';
import { assertStatementKeysAllowed, loadStatementArtifacts } from '@tallystick/prover/proving';
import { WATCH_DEPTH } from '@tallystick/prover/statements';
import {
  type CourtsDeployment,
  type DeployCourtsParameters,
  deployCourts,
  writeDeployment,
} from '@tallystick/verifier-contracts';
import type { Hex } from 'viem';
import { assertWritable } from './assertWritable.js';
import { connectToDeployment } from './connectToDeployment.js';
import { keepPreviousFile } from './keepPreviousFile.js';

/** A ceremony's files; development keys where they are left out, on development chains only. */
export type CeremonyFiles = { ptau: string; uptimeZkey: string; usageZkey: string };

export type DeployCourtsBesideParameters = Pick<
  DeployCourtsParameters,
  | 'stakeToken'
  | 'genesis'
  | 'slotSeconds'
  | 'windows'
  | 'slashableEpochs'
  | 'burnAddress'
  | 'stakeTerms'
  | 'courtTerms'
  | 'insurance'
> & {
  rpcUrl: string;
  /** Wallet of the AccessManager's admin. Secret. */
  key: Hex;
  /** The rollup's deployment file, which the courts are written into. */
  deploymentFile: string;
  ceremony?: CeremonyFiles | undefined;
  cacheDir?: string | undefined;
  pollIntervalMs?: number | undefined;
  onProgress?: OnProgress | undefined;
  /** Told what the caller should know, but what stops nothing. */
  onWarning?: ((text: string) => void) | undefined;
};

/** The courts, and when their roles can take effect where the admin has to announce them. */
export type CourtsBeside = { courts: CourtsDeployment; readyAt: number | undefined };

/**
 * Makes the statements' keys and verifiers, deploys the courts beside a rollup, and writes them into its deployment file before their
 * roles are given, so that `finishCourtRoles` can go on if that fails.
 *
 * @throws artifacts/…, among them artifacts/development-keys-refused off development chains; chain/bad-deployment,
 * chain/wrong-chain, chain/unreachable; ContractsError `deployment/…`; sequencer/bad-deployment
 */
export async function deployCourtsBeside(parameters: DeployCourtsBesideParameters): Promise<CourtsBeside> {
  const { deploymentFile, ceremony, cacheDir, onProgress, onWarning } = parameters;
  const deployment = await readDeploymentFile(deploymentFile);
  await assertWritable(deploymentFile);
  const { clients } = await connectToDeployment(parameters, deployment.chainId);
  const { chainId } = deployment;
  if (ceremony === undefined) assertStatementKeysAllowed({ kind: 'development' }, chainId);
  const keys = { ptau: ceremony?.ptau, cacheDir, chainId, onProgress };
  const uptime = await loadStatementArtifacts({ ...keys, statement: 'uptime', zkey: ceremony?.uptimeZkey });
  const usage = await loadStatementArtifacts({ ...keys, statement: 'usage', zkey: ceremony?.usageZkey });
  let recorded = false;
  const record = async (courts: CourtsDeployment): Promise<void> => {
    if (deployment.courts !== undefined) {
      const copy = await keepPreviousFile(deploymentFile);
      onWarning?.(
        `The deployment file ${deploymentFile} named courts already; they are replaced, and kept in ${copy}.`,
      );
    }
    await writeDeployment(deploymentFile, { ...deployment, courts });
    recorded = true;
  };
  try {
    return await reportStep({ step: 'courts', detail: `chain ${chainId}`, onProgress }, () =>
      deployCourts({
        ...parameters,
        ...clients,
        deployment,
        verifierBytecodes: { uptime: uptime.verifier.bytecode, usage: usage.verifier.bytecode },
        watchDepth: WATCH_DEPTH,
        onProgress: undefined,
        onDeployed: record,
      }),
    );
  } catch (error) {
    if (recorded) onWarning?.(unfinished(parameters));
    throw error;
  }
}

/** What is left to do where the contracts stand and their roles don't: deploying again would pay for the same contracts twice. */
function unfinished({ deploymentFile, insurance }: DeployCourtsBesideParameters): string {
  const option = insurance === undefined ? '' : ` --insurance ${insurance}`;
  return `The courts are deployed and named in ${deploymentFile}, but not their roles: finish with deploy-courts --finish-roles${option}.`;
}
