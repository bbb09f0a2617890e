import { connectChain } from '../../../chain/connectChain.js';
import { readDeploymentFile } from '../../../chain/readDeploymentFile.js';
import { refundOpen } from '../../../chain/refundOpen.js';
import { createAllowanceBook } from '../../../clientFiles/book/createAllowanceBook.js';
import { isSameRollup } from '../../../clientFiles/book/isSameRollup.js';
import { stateFolder } from '../../../clientFiles/stateFolder.js';
import { TallystickError } from '../../../core/errors/TallystickError.js';
import { reportStep } from '../../../core/progress/reportStep.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { loadWallet } from '../../wallet/loadWallet.js';
import { adviseOnRefund } from './adviseOnRefund.js';

export type AllowanceRefundOptions = {
  serial: number;
  rpc: readonly string[];
  deployment: string;
  keyFile?: string;
  state?: string;
  json?: string;
};

/** `tallystick allowance refund`: takes the money of an open back that no batch took in time. */
export async function allowanceRefund(
  context: CommandContext,
  options: AllowanceRefundOptions,
): Promise<CommandResult> {
  const { io, hide, onProgress } = context;
  const { serial } = options;
  const deployment = await readDeploymentFile(options.deployment);
  const account = await loadWallet({ io, keyFile: options.keyFile, hide });
  const refunded = await reportStep({ step: 'refund', detail: `open of serial ${serial}`, onProgress }, async () => {
    const chain = await connectChain({ rpcUrl: options.rpc, deployment });
    const walletClient = chain.writer(account);
    const clients = { publicClient: chain.publicClient, walletClient };
    return refundOpen({ ...clients, rollup: deployment.rollup, serial }).catch((error: unknown) => {
      throw error instanceof TallystickError ? withAdvice(error, serial) : error;
    });
  });
  const book = createAllowanceBook(await stateFolder(options.state));
  const isRefunded = (record: { serial?: number; chainId: number; rollup: typeof deployment.rollup }): boolean =>
    record.serial === serial && isSameRollup(record, deployment);
  if ((await book.list()).some(isRefunded)) {
    await book.update((records) =>
      records.map((record) => (isRefunded(record) ? { ...record, status: 'refunded' as const } : record)),
    );
  }
  return {
    lines: [
      ['serial', String(serial)],
      ['refunded', `${refunded.amount} token base units`],
      ['to', refunded.opener],
      ['transaction', refunded.transactionHash],
    ],
    json: { serial, ...refunded },
  };
}

function withAdvice(error: TallystickError, serial: number): TallystickError {
  const remedy = adviseOnRefund(error.facts, serial);
  return remedy === undefined ? error : error.retold({ remedy });
}
