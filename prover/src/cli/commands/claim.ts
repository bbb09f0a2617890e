import type { Address } from 'viem';
import { claimWithdrawal } from '../../chain/claimWithdrawal.js';
import { connectChain } from '../../chain/connectChain.js';
import { readDeploymentFile } from '../../chain/readDeploymentFile.js';
import { reportStep } from '../../core/progress/reportStep.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { loadWallet } from '../wallet/loadWallet.js';

export type ClaimOptions = {
  rpc: readonly string[];
  deployment: string;
  recipient?: Address;
  keyFile?: string;
  json?: string;
};

/** `tallystick claim`: has the contract pay out what batches credited to a recipient. */
export async function claim(context: CommandContext, options: ClaimOptions): Promise<CommandResult> {
  const { io, hide, onProgress } = context;
  const deployment = await readDeploymentFile(options.deployment);
  const account = await loadWallet({ io, keyFile: options.keyFile, hide });
  const recipient = options.recipient ?? account.address;
  const claimed = await reportStep({ step: 'claim', detail: `for ${recipient}`, onProgress }, async () => {
    const chain = await connectChain({ rpcUrl: options.rpc, deployment });
    const walletClient = chain.writer(account);
    return claimWithdrawal({ publicClient: chain.publicClient, walletClient, rollup: deployment.rollup, recipient });
  });
  return {
    lines: [
      ['recipient', recipient],
      ['claimed', `${claimed.amount} token base units`],
      ['transaction', claimed.transactionHash],
    ],
    json: { recipient, ...claimed },
  };
}
