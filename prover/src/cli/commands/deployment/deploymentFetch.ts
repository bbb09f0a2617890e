import { ContractsError, type Deployment, parseDeployment, writeDeployment } from '@tallystick/verifier-contracts';
import type { Address } from 'viem';
import { connectChain } from '../../../chain/connectChain.js';
import {
  type ConfirmedDeployment,
  confirmDeployment,
  type DeploymentChange,
} from '../../../chain/deployment/confirmDeployment.js';
import { readDeploymentFile } from '../../../chain/readDeploymentFile.js';
import { TallystickError } from '../../../core/errors/TallystickError.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import { createSequencerClient } from '../../../sequencerClient/createSequencerClient.js';
import { sequencerClientError } from '../../../sequencerClient/sequencerClientErrors.js';
import { cliError } from '../../cliErrors.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { isSameDeployment } from './isSameDeployment.js';

export type DeploymentFetchOptions = {
  sequencer: string;
  rpc: readonly string[];
  rollup?: Address;
  out: string;
  force?: boolean;
  json?: string;
};

/** `tallystick deployment fetch`: gets a sequencer's deployment, holds it to the chain, and writes its file. */
export async function deploymentFetch(
  { onProgress }: CommandContext,
  { sequencer, rpc, rollup, out, force }: DeploymentFetchOptions,
): Promise<CommandResult> {
  const told = await reportStep({ step: 'fetch', detail: new URL(sequencer).host, onProgress }, () =>
    askSequencer(sequencer),
  );
  const confirmed = await reportStep({ step: 'confirm', detail: told.rollup, onProgress }, async () => {
    const { publicClient } = await connectChain({ rpcUrl: rpc, deployment: told });
    return confirmDeployment({ publicClient, deployment: told, rollup });
  });
  const { deployment, changes } = confirmed;
  if (force !== true) await assertReplaceable(out, deployment);
  await writeDeployment(out, deployment);
  return {
    lines: [
      ['chain', `${deployment.chainId}`],
      ['rollup', `${deployment.rollup}${rollup === undefined ? '' : ', as given'}`],
      ['code', codeText(confirmed)],
      ['token', deployment.token],
      ['admin', deployment.admin],
      ['courts', deployment.courts?.stakeRegistry ?? 'none'],
      ...changes.map((change) => ['changed', changeText(change)] as const),
      ['deployment', out],
      ...(rollup === undefined
        ? ([['compare', `${deployment.rollup} with the address that the operator publishes elsewhere`]] as const)
        : []),
    ],
    json: { deployment, changes, isKnownCode: confirmed.isKnownCode, isPinned: rollup !== undefined, file: out },
  };
}

async function askSequencer(url: string): Promise<Deployment> {
  const json = await createSequencerClient({ url }).getDeployment();
  try {
    return parseDeployment(json);
  } catch (error) {
    if (!(error instanceof ContractsError)) throw error;
    throw sequencerClientError('sequencer-client/unexpected-answer', {
      message: "The sequencer's answer is no deployment",
      facts: error.facts,
      cause: error,
    });
  }
}

/** @throws cli/other-deployment when a file is there that isn't an earlier one of the same deployment */
async function assertReplaceable(file: string, deployment: Deployment): Promise<void> {
  let before: Deployment | undefined;
  try {
    before = await readDeploymentFile(file);
  } catch (error) {
    if (!(error instanceof TallystickError && error.cause instanceof ContractsError)) throw error;
    if (error.cause.cause instanceof Error && 'code' in error.cause.cause && error.cause.cause.code === 'ENOENT')
      return;
  }
  if (before !== undefined && isSameDeployment(before, deployment)) return;
  throw cliError('cli/other-deployment', {
    facts: { field: '--out', file, given: before?.rollup ?? 'no deployment file', expected: deployment.rollup },
  });
}

function codeText({ isKnownCode }: ConfirmedDeployment): string {
  return isKnownCode ? "this version's rollup" : 'not that of this version: the address that was given is all there is';
}

function changeText({ field, given, present }: DeploymentChange): string {
  return `${field} is ${present ?? 'none'} on the chain; the sequencer says ${given ?? 'none'}`;
}
