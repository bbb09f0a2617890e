import { connectChain } from '../../../chain/connectChain.js';
import { readDeploymentFile } from '../../../chain/readDeploymentFile.js';
import { type RecoveredAccount, recoverAccountState } from '../../../chain/rebuild/recoverAccountState.js';
import { fieldToHex } from '../../../core/field.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import { pointToJson } from '../../../core/signature.js';
import { serializeUnits } from '../../../core/units.js';
import { timeText, unitsText } from '../../io/text.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { findViewKey, type ViewKeyOptions } from '../../support/findViewKey.js';

export type RecoverOptions = ViewKeyOptions & { rpc: readonly string[]; deployment: string; json?: string };

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
