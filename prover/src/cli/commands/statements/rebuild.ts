import { connectChain } from '../../../chain/connectChain.js';
import { readDeploymentFile } from '../../../chain/readDeploymentFile.js';
import { rebuildTree } from '../../../chain/rebuild/rebuildTree.js';
import { fieldToHex } from '../../../core/field.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';

export type RebuildOptions = { deployment: string; rpc: readonly string[]; toBatch?: bigint; json?: string };

/** `tallystick rebuild`: the state tree from L1 data alone, its root held to the contract's after every batch. */
export async function rebuild(context: CommandContext, options: RebuildOptions): Promise<CommandResult> {
  const { onProgress } = context;
  const deployment = await readDeploymentFile(options.deployment);
  const { publicClient } = await reportStep(
    { step: 'connect', detail: `chain ${deployment.chainId}`, onProgress },
    () => connectChain({ rpcUrl: options.rpc, deployment }),
  );
  const startMs = performance.now();
  const { batchId, root, updates, checkpoint } = await rebuildTree({
    client: publicClient,
    deployment,
    toBatch: options.toBatch,
    onProgress,
  });
  const ms = Math.round(performance.now() - startMs);
  const queued = checkpoint.queued.length;
  return {
    lines: [
      ['batch', String(batchId)],
      ['root', fieldToHex(root)],
      ['equals the contract', 'yes, after every batch'],
      ['leaves written', String(updates)],
      ['opens in the queue', String(queued)],
      ['took', `${(ms / 1000).toFixed(1)} s`],
    ],
    json: { batchId, root: fieldToHex(root), rootsEqual: true, updates, queued, ms },
  };
}
