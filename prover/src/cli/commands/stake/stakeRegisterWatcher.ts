import { registerWatcher } from '../../../chain/stake/registerWatcher.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { type CourtsOptions, connectCourts } from '../../support/connectCourts.js';

export type StakeRegisterWatcherOptions = CourtsOptions & { endpoint: string; stake: bigint };

/** `tallystick stake register-watcher`. */
export async function stakeRegisterWatcher(
  context: CommandContext,
  options: StakeRegisterWatcherOptions,
): Promise<CommandResult> {
  const { onProgress } = context;
  const { endpoint, stake } = options;
  const { courts, account, publicClient, walletClient } = await connectCourts(context, options);
  const { stakeRegistry } = courts;
  const registered = await reportStep({ step: 'register', detail: account.address, onProgress }, () =>
    registerWatcher({ publicClient, walletClient, stakeRegistry, endpoint, stake }),
  );
  return {
    lines: [
      ['watcher', account.address],
      ['stake', `${stake} token base units`],
      ['obliged from', `epoch ${registered.fromEpoch}`],
      ['transaction', registered.transactionHash],
    ],
    json: { watcher: account.address, stake, endpoint, ...registered },
  };
}
