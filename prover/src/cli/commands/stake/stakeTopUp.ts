import type { Address } from 'viem';
import { topUpStake } from '../../../chain/stake/topUpStake.js';
import type { StakeKind } from '../../../chain/stake/types.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { type CourtsOptions, connectCourts } from '../../support/connectCourts.js';

export type StakeTopUpOptions = CourtsOptions & { kind: StakeKind; amount: bigint; account?: Address };

/** `tallystick stake top-up`. */
export async function stakeTopUp(context: CommandContext, options: StakeTopUpOptions): Promise<CommandResult> {
  const { onProgress } = context;
  const { kind, amount } = options;
  const { courts, account: wallet, publicClient, walletClient } = await connectCourts(context, options);
  const { stakeRegistry } = courts;
  const account = options.account ?? wallet.address;
  const sent = await reportStep({ step: 'top-up', detail: account, onProgress }, () =>
    topUpStake({ publicClient, walletClient, stakeRegistry, kind, account, amount }),
  );
  return {
    lines: [
      [kind, account],
      ['topped up', `${amount} token base units`],
      ['transaction', sent.transactionHash],
    ],
    json: { kind, account, amount, ...sent },
  };
}
