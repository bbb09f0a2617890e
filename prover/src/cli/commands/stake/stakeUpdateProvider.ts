import { updateProvider } from '../../../chain/stake/updateProvider.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { connectCourts } from '../../support/connectCourts.js';
import { type ProviderTermsOptions, readProviderTerms } from '../../support/readProviderTerms.js';

/** `tallystick stake update-provider`. */
export async function stakeUpdateProvider(
  context: CommandContext,
  options: ProviderTermsOptions,
): Promise<CommandResult> {
  const { onProgress } = context;
  const { deployment, courts, account, ...clients } = await connectCourts(context, options);
  const terms = await readProviderTerms(options, { account, domain: deployment.domain });
  const sent = await reportStep({ step: 'update', detail: account.address, onProgress }, () =>
    updateProvider({ ...clients, stakeRegistry: courts.stakeRegistry, terms }),
  );
  return {
    lines: [
      ['provider', account.address],
      ['promised uptime', `${terms.promisedUptimeBps / 100} %`],
      ['endpoint', terms.endpoint],
      ['responder', terms.responder],
      ['transaction', sent.transactionHash],
    ],
    json: { provider: account.address, ...terms, ...sent },
  };
}
