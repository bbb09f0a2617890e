import { stakeError } from '../../../chain/stake/stakeErrors.js';
import { startUnbonding } from '../../../chain/stake/startUnbonding.js';
import type { StakeKind } from '../../../chain/stake/types.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import { timeText } from '../../io/text.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { type CourtsOptions, connectCourts } from '../../support/connectCourts.js';

export type StakeUnbondOptions = CourtsOptions & { kind: StakeKind; amount?: bigint; all?: boolean };

/** `tallystick stake unbond`. */
export async function stakeUnbond(context: CommandContext, options: StakeUnbondOptions): Promise<CommandResult> {
  const { onProgress } = context;
  const { kind, amount, all = false } = options;
  if ((amount === undefined) !== all) {
    throw stakeError('stake/malformed', {
      message: 'Expected either --amount or --all',
      facts: { field: '--amount', given: amount ?? 'nothing', expected: 'one of --amount and --all' },
    });
  }
  const { courts, account, publicClient, walletClient } = await connectCourts(context, options);
  const { stakeRegistry } = courts;
  const started = await reportStep({ step: 'unbond', detail: account.address, onProgress }, () =>
    startUnbonding({ publicClient, walletClient, stakeRegistry, kind, amount: amount ?? 'all' }),
  );
  return {
    lines: [
      [kind, account.address],
      ['unbonding', `${started.amount} token base units`],
      ['withdrawable', timeText(started.withdrawableAt)],
      ['transaction', started.transactionHash],
    ],
    json: { kind, account: account.address, ...started },
  };
}
