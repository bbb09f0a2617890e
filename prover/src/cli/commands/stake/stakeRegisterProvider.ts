import { registerProvider } from '../../../chain/stake/registerProvider.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { connectCourts } from '../../support/connectCourts.js';
import { type ProviderTermsOptions, readProviderTerms } from '../../support/readProviderTerms.js';

export type StakeRegisterProviderOptions = ProviderTermsOptions & { stake: bigint };

/** `tallystick stake register-provider`. */
export async function stakeRegisterProvider(
  context: CommandContext,
  options: StakeRegisterProviderOptions,
): Promise<CommandResult> {
  const { onProgress } = context;
  const { deployment, courts, account, ...clients } = await connectCourts(context, options);
  const { stake } = options;
  const terms = await readProviderTerms(options, { account, domain: deployment.domain });
  const registered = await reportStep({ step: 'register', detail: account.address, onProgress }, () =>
    registerProvider({ ...clients, stakeRegistry: courts.stakeRegistry, terms, stake }),
  );
  return {
    lines: [
      ['provider', account.address],
      ['stake', `${stake} token base units`],
      ['promised uptime', `${terms.promisedUptimeBps / 100} %`],
      ['responder', terms.responder],
      ['obliged from', `epoch ${registered.fromEpoch}`],
      ['transaction', registered.transactionHash],
    ],
    json: { provider: account.address, stake, ...terms, ...registered },
  };
}
