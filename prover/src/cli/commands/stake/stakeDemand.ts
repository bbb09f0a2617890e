import type { Address } from 'viem';
import { demandReveal } from '../../../chain/stake/demandReveal.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { type CourtsOptions, connectCourts } from '../../support/connectCourts.js';

export type StakeDemandOptions = CourtsOptions & { epoch: number; watcher: Address };

/** `tallystick stake demand`. */
export async function stakeDemand(context: CommandContext, options: StakeDemandOptions): Promise<CommandResult> {
  const { onProgress } = context;
  const { epoch, watcher } = options;
  const { courts, publicClient, walletClient } = await connectCourts(context, options);
  const { uptimeCourt } = courts;
  const demanded = await reportStep({ step: 'demand', detail: `${watcher}, epoch ${epoch}`, onProgress }, () =>
    demandReveal({ publicClient, walletClient, uptimeCourt, epoch, watcher }),
  );
  return {
    lines: [
      ['watcher', watcher],
      ['epoch', String(epoch)],
      ['bond', `${demanded.bondWei} wei`],
      ['transaction', demanded.transactionHash],
    ],
    json: { epoch, watcher, ...demanded },
  };
}
