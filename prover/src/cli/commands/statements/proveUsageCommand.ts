import { connectChain } from '../../../chain/connectChain.js';
import { readDeploymentFile } from '../../../chain/readDeploymentFile.js';
import { readUsageOpenings } from '../../../chain/statements/readUsageOpenings.js';
import { writeFileDurably } from '../../../clientFiles/writeFileDurably.js';
import { fieldToHex } from '../../../core/field.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import { loadStatementArtifacts } from '../../../proving/groth16/loadStatementArtifacts.js';
import { proveUsage } from '../../../statements/usage/proveUsage.js';
import type { Resource } from '../../../statements/usage/statement.js';
import { serializeUsageProof } from '../../../statements/usage/statement.js';
import { toJsonText, unitText } from '../../io/text.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { resolveAccount } from '../../support/resolveAccount.js';

export type ProveUsageOptions = {
  serial: number;
  fromBatch: bigint;
  toBatch: bigint;
  resource: Resource;
  minIncrease: bigint;
  deployment: string;
  rpc: readonly string[];
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
