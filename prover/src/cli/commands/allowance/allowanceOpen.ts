import type { Deployment } from '@tallystick/verifier-contracts';
import { connectChain } from '../../../chain/connectChain.js';
import { readDeploymentFile } from '../../../chain/readDeploymentFile.js';
import { createAllowanceBook } from '../../../clientFiles/book/createAllowanceBook.js';
import { stateFolder } from '../../../clientFiles/stateFolder.js';
import type { Terms } from '../../../core/account/terms.js';
import { deriveAccountKey } from '../../../core/keys.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import { pointToJson } from '../../../core/signature.js';
import { openRecorded } from '../../../opening/openRecorded.js';
import { cliError } from '../../cliErrors.js';
import { timeText, unitsText } from '../../io/text.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { findRecord } from '../../support/findRecord.js';
import { registerRecord } from '../../support/registerRecord.js';
import { loadWallet } from '../../wallet/loadWallet.js';
import { type OpenTermsOptions, openTerms } from './openTerms.js';
import { topUpTerms } from './topUpTerms.js';

export type AllowanceOpenOptions = OpenTermsOptions & {
  amount: bigint;
  topUp?: number;
  rpc: readonly string[];
  deployment: string;
  sequencer: string;
  timeout: number;
  keyFile?: string;
  state?: string;
  json?: string;
};

/** `tallystick allowance open`: a new account on the chain, its terms at the sequencer, its record on this machine. */
export async function allowanceOpen(context: CommandContext, options: AllowanceOpenOptions): Promise<CommandResult> {
  const { io, hide, onProgress } = context;
  const { amount } = options;
  const now = io.now();
  const asked = options.topUp === undefined ? openTerms(options, now) : undefined;
  const deployment = await readDeploymentFile(options.deployment);
  const terms = asked ?? topUpTerms(options, { recorded: await recordedTerms(options, deployment), now });
  const account = await loadWallet({ io, keyFile: options.keyFile, hide });
  const book = createAllowanceBook(await stateFolder(options.state));
  const chain = await reportStep({ step: 'connect', detail: `chain ${deployment.chainId}`, onProgress }, () =>
    connectChain({ rpcUrl: options.rpc, deployment }),
  );
  const { record: open, opened } = await openRecorded({
    book,
    deployment,
    publicClient: chain.publicClient,
    walletClient: chain.writer(account),
    root: (await deriveAccountKey(account)).privateKey,
    terms,
    amount,
    onProgress,
  });
  const { serial, transactionHash, refundableAt, openFeeWei } = opened;
  await registerRecord(context, {
    record: open,
    book,
    sequencerUrl: options.sequencer,
    timeoutSeconds: options.timeout,
  });

  const kind = terms.providerSerial === 0 ? 'earning account' : 'allowance';
  return {
    lines: [
      ['serial', String(serial)],
      ['kind', kind],
      ['amount', `${amount} token base units`],
      ...(terms.providerSerial === 0
        ? []
        : ([
            ['provider', `serial ${terms.providerSerial}`],
            ['prices', `token base units for one unit: ${unitsText(terms.prices)}`],
            ['expires', timeText(terms.expiry)],
          ] as [string, string][])),
      ['refundable from', `${timeText(refundableAt)}, unless a batch takes it before`],
      ['fee of the open', `${openFeeWei} wei`],
      ['transaction', transactionHash],
      ['record', book.path],
      [
        'next',
        `tallystick allowance show --serial ${serial}, until the sequencer says open: once a batch has opened it`,
      ],
    ],
    json: {
      serial,
      kind,
      index: open.index,
      owner: pointToJson(open.owner),
      amount,
      ...terms,
      refundableAt,
      openFeeWei,
      transactionHash,
      registered: true,
    },
  };
}

/**
 * The terms of the allowance to be topped up.
 *
 * @throws cli/unknown-allowance
 */
async function recordedTerms({ topUp = 0, state }: AllowanceOpenOptions, deployment: Deployment): Promise<Terms> {
  const record = await findRecord({ serial: topUp, deployment, state });
  if (record === undefined) throw cliError('cli/unknown-allowance', { facts: { field: '--top-up', given: topUp } });
  return record.terms;
}
