import type { Address } from 'viem';
import { claimReward } from '../../../chain/stake/claimReward.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { type CourtsOptions, connectCourts } from '../../support/connectCourts.js';

export type StakeClaimOptions = CourtsOptions & { recipient?: Address };

/** `tallystick stake claim`. */
export async function stakeClaim(context: CommandContext, options: StakeClaimOptions): Promise<CommandResult> {
  const { onProgress } = context;
  const { courts, account, publicClient, walletClient } = await connectCourts(context, options);
  const recipient = options.recipient ?? account.address;
  const claimed = await reportStep({ step: 'claim', detail: recipient, onProgress }, () =>
    claimReward({ publicClient, walletClient, ...courts, recipient }),
  );
  return {
    lines: [
      ['recipient', recipient],
      ['claimed', `${claimed.tokens} token base units, ${claimed.bondsWei} wei of bonds`],
      ...claimed.transactionHashes.map((hash) => ['transaction', hash] as const),
    ],
    json: claimed,
  };
}
