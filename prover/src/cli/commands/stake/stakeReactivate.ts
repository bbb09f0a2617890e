import { reactivateStake } from '../../../chain/stake/reactivateStake.js';
import type { StakeKind } from '../../../chain/stake/types.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { type CourtsOptions, connectCourts } from '../../support/connectCourts.js';

export type StakeReactivateOptions = CourtsOptions & { kind: StakeKind };

/** `tallystick stake reactivate`. */
export async function stakeReactivate(
  context: CommandContext,
  options: StakeReactivateOptions,
): Promise<CommandResult> {
  const { onProgress } = context;
  const { kind } = options;
  const { courts, account, publicClient, walletClient } = await connectCourts(context, options);
  const { stakeRegistry } = courts;
  const sent = await reportStep({ step: 'reactivate', detail: account.address, onProgress }, () =>
    reactivateStake({ publicClient, walletClient, stakeRegistry, kind }),
  );
  return {
    lines: [
      [kind, account.address],
      ['transaction', sent.transactionHash],
    ],
    json: { kind, account: account.address, ...sent },
  };
}
