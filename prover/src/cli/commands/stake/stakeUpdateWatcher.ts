import { updateWatcher } from '../../../chain/stake/updateWatcher.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { type CourtsOptions, connectCourts } from '../../support/connectCourts.js';

export type StakeUpdateWatcherOptions = CourtsOptions & { endpoint: string };

/** `tallystick stake update-watcher`. */
export async function stakeUpdateWatcher(
  context: CommandContext,
  options: StakeUpdateWatcherOptions,
): Promise<CommandResult> {
  const { onProgress } = context;
  const { endpoint } = options;
  const { courts, account, publicClient, walletClient } = await connectCourts(context, options);
  const { stakeRegistry } = courts;
  const sent = await reportStep({ step: 'update', detail: account.address, onProgress }, () =>
    updateWatcher({ publicClient, walletClient, stakeRegistry, endpoint }),
  );
  return {
    lines: [
      ['watcher', account.address],
      ['endpoint', endpoint],
      ['transaction', sent.transactionHash],
    ],
    json: { watcher: account.address, endpoint, ...sent },
  };
}
