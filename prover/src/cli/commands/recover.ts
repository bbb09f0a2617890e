import { connectChain } from '../../chain/connectChain.js';
import { readDeploymentFile } from '../../chain/readDeploymentFile.js';
import { type RecoveredAccount, recoverAccountState } from '../../escape/recoverAccountState.js';
import { fieldToHex } from '../../field/fieldToHex.js';
import { reportStep } from '../../progress/reportStep.js';
import { serializeUnits } from '../../units/serializeUnits.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { findRecord } from '../support/findRecord.js';
import { readViewKeyFile } from '../support/readViewKeyFile.js';
import { resolveAccount } from '../support/resolveAccount.js';
import { timeText } from '../support/timeText.js';
import { pointToJson } from '../support/toJsonText.js';
import { unitsText } from '../support/unitsText.js';

export type RecoverOptions = {
  serial: number;
  index?: number;
  viewKeyFile?: string;
  rpc: string;
  deployment: string;
  keyFile?: string;
  state?: string;
  json?: string;
};

/** `tallystick recover`: an account's state from its view key and L1 data alone. */
export async function recover(context: CommandContext, options: RecoverOptions): Promise<CommandResult> {
  const { onProgress } = context;
  const { serial } = options;
  const deployment = await readDeploymentFile(options.deployment);
  const viewKey = await findViewKey(context, options);
  const account = await reportStep({ step: 'recover', detail: `serial ${serial}`, onProgress }, async () => {
    const { publicClient } = await connectChain({ rpcUrl: options.rpc, deployment });
    const { rollup, deployedAtBlock: fromBlock } = deployment;
    return recoverAccountState({ publicClient, rollup, serial, viewKey, fromBlock });
  });
  const { status, batchId, balance, counters, nonce, opener, refundableAt } = account;
  return {
    lines: [
      ['serial', String(serial)],
      ['status', batchId === undefined ? status : `${status}, last touched by batch ${batchId}`],
      ['balance', `${balance} token base units`],
      ['settled', unitsText(counters)],
      ['withdrawals', String(nonce)],
      ['opened by', opener],
      ...(status === 'queued' ? ([['refundable from', timeText(refundableAt)]] as const) : []),
    ],
    json: toJson(account),
  };
}

/** From the file given, from the local record, or derived from the wallet. */
async function findViewKey(context: CommandContext, options: RecoverOptions): Promise<bigint> {
  const { serial, viewKeyFile, state } = options;
  if (viewKeyFile !== undefined) return readViewKeyFile(viewKeyFile, context.hide);
  const record = await findRecord({ serial, deployment: await readDeploymentFile(options.deployment), state });
  return record?.terms.viewKey ?? (await resolveAccount(context, options)).viewKey;
}

/** Without the blinding, which belongs to the account's secrets. */
function toJson({ owner, terms, blinding: _secret, counters, ...rest }: RecoveredAccount): Record<string, unknown> {
  return {
    ...rest,
    batchId: rest.batchId ?? null,
    owner: pointToJson(owner),
    terms: fieldToHex(terms),
    counters: serializeUnits(counters),
  };
}
