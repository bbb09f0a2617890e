import type { StakeKind } from '../../../chain/stake/types.js';
import { withdrawStake } from '../../../chain/stake/withdrawStake.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { type CourtsOptions, connectCourts } from '../../support/connectCourts.js';

export type StakeWithdrawOptions = CourtsOptions & { kind: StakeKind };

/** `tallystick stake withdraw`. */
export async function stakeWithdraw(context: CommandContext, options: StakeWithdrawOptions): Promise<CommandResult> {
  const { onProgress } = context;
  const { kind } = options;
  const { courts, account, publicClient, walletClient } = await connectCourts(context, options);
  const { stakeRegistry } = courts;
  const withdrawn = await reportStep({ step: 'withdraw', detail: account.address, onProgress }, () =>
    withdrawStake({ publicClient, walletClient, stakeRegistry, kind }),
  );
  return {
    lines: [
      [kind, account.address],
      ['withdrawn', `${withdrawn.amount} token base units`],
      ['transaction', withdrawn.transactionHash],
    ],
    json: { kind, account: account.address, ...withdrawn },
  };
}
