import { connectChain } from '../../chain/connectChain.js';
import { readDeploymentFile } from '../../chain/readDeploymentFile.js';
import { fieldToHex } from '../../field/fieldToHex.js';
import { loadStatementArtifacts } from '../../groth16/loadStatementArtifacts.js';
import { reportStep } from '../../progress/reportStep.js';
import { proveUsage } from '../../usage/proveUsage.js';
import type { Resource } from '../../usage/Resource.js';
import { readUsageOpenings } from '../../usage/readUsageOpenings.js';
import { serializeUsageProof } from '../../usage/serializeUsageProof.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { resolveAccount } from '../support/resolveAccount.js';
import { toJsonText } from '../support/toJsonText.js';
import { unitText } from '../support/unitText.js';
import { writeFileDurably } from '../support/writeFileDurably.js';

export type ProveUsageOptions = {
  serial: number;
  fromBatch: bigint;
  toBatch: bigint;
  resource: Resource;
  minIncrease: bigint;
  deployment: string;
  rpc: string;
  index?: number;
  keyFile?: string;
  state?: string;
  out?: string;
  ptau?: string;
  zkey?: string;
  json?: string;
};

/** `tallystick prove usage`: the proof of delivered units, from the account's view key and L1 data alone. */
export async function proveUsageCommand(context: CommandContext, options: ProveUsageOptions): Promise<CommandResult> {
  const { hide, onProgress } = context;
  const { serial, fromBatch, toBatch, resource, minIncrease } = options;
  const deployment = await readDeploymentFile(options.deployment);
  const { viewKey } = await resolveAccount(context, options);
  for (const form of [fieldToHex(viewKey), viewKey.toString()]) hide(form);
  const { publicClient } = await reportStep(
    { step: 'connect', detail: `chain ${deployment.chainId}`, onProgress },
    () => connectChain({ rpcUrl: options.rpc, deployment }),
  );
  const range = { client: publicClient, deployment, serial, viewKey, fromBatch, toBatch, onProgress };
  const { before, after } = await readUsageOpenings(range);
  const { chainId } = deployment;
  const { ptau, zkey } = options;
  const artifacts = await loadStatementArtifacts({ statement: 'usage', ptau, zkey, chainId, onProgress });
  const proved = await proveUsage({ artifacts, serial, before, after, resource, minIncrease, onProgress });
  const proof = serializeUsageProof({ ...proved, batches: { before: fromBatch, after: toBatch } });
  if (options.out !== undefined) await writeFileDurably(options.out, toJsonText(proof), 0o644);
  const { witnessMs, proveMs } = proved;
  return {
    lines: [
      ['serial', String(serial)],
      ['batches', `after ${fromBatch}, up to ${toBatch}`],
      ['proved', `at least ${unitText(resource, minIncrease)}`],
      ['proved in', `${((witnessMs + proveMs) / 1000).toFixed(1)} s`],
      ['proof', options.out ?? JSON.stringify(proof)],
    ],
    json: { ...proof, witnessMs, proveMs, setup: artifacts.setup.kind },
  };
}
