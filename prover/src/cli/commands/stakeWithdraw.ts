import { reportStep } from '../../progress/reportStep.js';
import type { StakeKind } from '../../stake/StakeAccount.js';
import { withdrawStake } from '../../stake/withdrawStake.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { type CourtsOptions, connectCourts } from '../support/connectCourts.js';

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
