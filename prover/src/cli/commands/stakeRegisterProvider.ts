import type { Address } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { deriveAccountKey } from '../../keys/deriveAccountKey.js';
import { deriveResponderKey } from '../../keys/deriveResponderKey.js';
import { reportStep } from '../../progress/reportStep.js';
import { registerProvider } from '../../stake/registerProvider.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { type CourtsOptions, connectCourts } from '../support/connectCourts.js';

export type StakeRegisterProviderOptions = CourtsOptions & {
  endpoint: string;
  stake: bigint;
  uptime: number;
  compute: number;
  storage: number;
  egress: number;
  responder?: Address;
};

/** `tallystick stake register-provider`. */
export async function stakeRegisterProvider(
  context: CommandContext,
  options: StakeRegisterProviderOptions,
): Promise<CommandResult> {
  const { onProgress } = context;
  const { deployment, courts, account, ...clients } = await connectCourts(context, options);
  const { endpoint, stake, uptime: promisedUptimeBps } = options;
  const root = async () => (await deriveAccountKey(account)).privateKey;
  const responder =
    options.responder ??
    privateKeyToAddress(deriveResponderKey({ root: await root(), index: 0, domain: deployment.domain }));
  const capacity = {
    compute: options.compute,
    storageGib: options.storage,
    egressMibPerSecond: options.egress,
  };
  const terms = { capacity, promisedUptimeBps, responder, endpoint };
  const registered = await reportStep({ step: 'register', detail: account.address, onProgress }, () =>
    registerProvider({ ...clients, stakeRegistry: courts.stakeRegistry, terms, stake }),
  );
  return {
    lines: [
      ['provider', account.address],
      ['stake', `${stake} token base units`],
      ['promised uptime', `${promisedUptimeBps / 100} %`],
      ['responder', responder],
      ['obliged from', `epoch ${registered.fromEpoch}`],
      ['transaction', registered.transactionHash],
    ],
    json: { provider: account.address, stake, ...terms, ...registered },
  };
}
