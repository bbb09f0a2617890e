import type { Address } from 'viem';
import { reportStep } from '../../core/progress/reportStep.js';
import { serializeWithdrawal, signWithdrawal } from '../../core/withdrawal.js';
import { apiError } from '../../sequencerClient/apiErrors.js';
import { createSequencerClient } from '../../sequencerClient/createSequencerClient.js';
import { cliError } from '../cliErrors.js';
import { timeText } from '../io/text.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { type AccountOptions, resolveAccount } from '../support/resolveAccount.js';
import { waitForItem } from '../support/waitForItem.js';

export type WithdrawOptions = AccountOptions & {
  amount?: bigint;
  all?: boolean;
  recipient?: Address;
  sequencer: string;
  wait?: boolean;
  timeout: number;
  json?: string;
};

/** `tallystick withdraw`: orders tokens out of an account, to be claimed on the chain once its batch is final. */
export async function withdraw(context: CommandContext, options: WithdrawOptions): Promise<CommandResult> {
  const { io, onProgress } = context;
  if ((options.amount === undefined) === (options.all !== true)) {
    throw cliError('cli/bad-terms', {
      message: 'Say how much is to be withdrawn',
      facts: { field: '--amount', expected: 'either --amount or --all' },
      remedy: 'Give --amount in token base units, or --all.',
    });
  }
  const own = await resolveAccount(context, options);
  const { serial, domain, key, viewKey } = own;
  const client = createSequencerClient({ url: options.sequencer });
  const account = await reportStep({ step: 'read-account', detail: `serial ${serial}`, onProgress }, () =>
    client.getAccount({ serial, viewKey }),
  );
  if (account.owner.x !== key.publicKey.x || account.owner.y !== key.publicKey.y) {
    throw cliError('cli/wrong-wallet', { facts: { serial, wallet: own.wallet, index: own.index } });
  }
  const amount = options.amount ?? account.balance;
  const { nonce } = account;
  const { expiry } = account.terms;
  // The sequencer checks both as well; here the signature isn't even made.
  if (amount === 0n || amount > account.balance) {
    throw apiError('sequencer/beyond-balance', {
      facts: { field: '--amount', given: amount, expected: `token base units from 1 to ${account.balance}` },
    });
  }
  if (account.terms.providerSerial !== 0 && io.now() < expiry) {
    throw apiError('sequencer/not-expired', {
      facts: { field: 'expiry', given: io.now(), expected: `at least ${timeText(expiry)}` },
    });
  }
  const recipient = options.recipient ?? own.wallet;
  const withdrawal = signWithdrawal({ domain, serial, nonce, amount, recipient, privateKey: key.privateKey });
  const answer = await reportStep({ step: 'withdraw', detail: `${amount} token base units`, onProgress }, async () => {
    const first = await client.submitWithdrawal(withdrawal);
    const what = `the withdrawal from serial ${serial}`;
    if (options.wait !== true) return first;
    return waitForItem(context, { first, read: client.getWithdrawal, timeoutSeconds: options.timeout, what });
  });
  const status = typeof answer.status === 'string' ? answer.status : 'submitted';
  return {
    lines: [
      ['serial', String(serial)],
      ['amount', `${amount} token base units`],
      ['recipient', recipient],
      ['status', status],
      ['next', status === 'final' ? `tallystick claim --recipient ${recipient}` : 'wait for its batch, then claim'],
    ],
    json: { ...serializeWithdrawal(withdrawal), status },
  };
}
