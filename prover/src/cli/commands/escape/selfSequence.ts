import type { Address } from 'viem';
import { connectChain } from '../../../chain/connectChain.js';
import { readDeploymentFile } from '../../../chain/readDeploymentFile.js';
import type { Terms } from '../../../core/account/terms.js';
import { earningTerms } from '../../../core/account/terms.js';
import type { Receipt } from '../../../core/receipt/receipt.js';
import type { OwnAccount, OwnWithdrawal } from '../../../escape/ownBatch.js';
import { type SelfSequencedAll, selfSequenceAll } from '../../../escape/selfSequenceAll.js';
import { createFileAllowanceArchive } from '../../../provider/allowances/createFileAllowanceArchive.js';
import { loadArtifacts } from '../../../proving/artifacts/loadArtifacts.js';
import { createProver } from '../../../proving/ultrahonk/createProver.js';
import { cliError } from '../../cliErrors.js';
import type { CommandContext, CommandResult } from '../../support/CommandContext.js';
import { collectReceipts } from '../../support/collectReceipts.js';
import { type OwnAccount as ResolvedAccount, resolveAccount } from '../../support/resolveAccount.js';
import { loadWallet } from '../../wallet/loadWallet.js';
import { allowanceRefund } from '../allowance/allowanceRefund.js';

export type SelfSequenceOptions = {
  serial: number;
  index?: number;
  receipt?: string[];
  store?: string;
  maxPrepaidUnits: bigint;
  terms?: string;
  amount?: bigint;
  all?: boolean;
  recipient?: Address;
  refund?: boolean;
  reserve?: boolean;
  wait?: boolean;
  shape: string;
  rpc: readonly string[];
  deployment: string;
  keyFile?: string;
  state?: string;
  json?: string;
};

/** `tallystick self-sequence`: settles and withdraws by batches that the caller makes, proves and submits itself. */
export async function selfSequenceCommand(
  context: CommandContext,
  options: SelfSequenceOptions,
): Promise<CommandResult> {
  const { io, onProgress } = context;
  // The contract gives it back by itself: no batch, and nobody's turn.
  if (options.refund === true) return allowanceRefund(context, options);
  if (options.amount !== undefined && options.all === true) {
    throw cliError('cli/bad-terms', {
      facts: { field: '--amount', expected: 'either --amount or --all, or neither' },
    });
  }
  const deployment = await readDeploymentFile(options.deployment);
  const own = await resolveAccount(context, options);
  const { serial } = own;
  const { receipts, refused } = await collectReceipts(options);
  for (const { receipt, error } of refused) {
    onProgress({
      step: 'settle',
      status: 'notice',
      detail: `serial ${receipt.serial}: ${error.code}: ${error.message}`,
    });
  }
  const terms = await readTerms(options, receipts);
  const account: OwnAccount = { serial, terms: ownTerms(own, terms), privateKey: own.key.privateKey };
  const { publicClient, writer } = await connectChain({ rpcUrl: options.rpc, deployment });
  const walletClient = writer(await loadWallet({ io, keyFile: options.keyFile, hide: context.hide }));
  const artifacts = await loadArtifacts({ shape: options.shape, onProgress });
  const amount: OwnWithdrawal['amount'] | undefined = options.all === true ? 'all' : options.amount;
  const prover = await createProver({ onProgress });
  try {
    const done = await selfSequenceAll({
      publicClient,
      walletClient,
      deployment,
      artifacts,
      prover,
      account,
      receipts,
      terms,
      withdrawal: amount === undefined ? undefined : { amount, recipient: options.recipient ?? own.wallet },
      reserve: options.reserve === true,
      pause: options.wait === true ? io.pause : undefined,
      onProgress,
    });
    return toResult(serial, done, { refused: refused.map(({ receipt }) => receipt.serial) });
  } finally {
    await prover.destroy();
  }
}

function toResult(
  serial: number,
  { made, settled, lost }: SelfSequencedAll,
  { refused }: { refused: number[] },
): CommandResult {
  const settlements = made.flatMap((batch) => batch.settlements);
  const withdrawals = made.flatMap((batch) => batch.withdrawals);
  const sum = (items: readonly { amount: bigint }[]) => items.reduce((total, { amount }) => total + amount, 0n);
  return {
    lines: [
      ['serial', String(serial)],
      ['batches', made.map(({ batchId }) => String(batchId)).join(', ')],
      ['settled', `${settlements.length} receipt(s), ${sum(settlements)} token base units, no fee`],
      ['withdrawn', `${sum(withdrawals)} token base units`],
      ...withdrawals.map(({ recipient }) => ['claim with', `tallystick claim --recipient ${recipient}`] as const),
    ],
    json: {
      serial,
      batches: made.map(({ batchId, transactionHash, gasUsed, proveMs }) => ({
        batchId,
        transactionHash,
        gasUsed,
        proveMs: Math.round(proveMs),
      })),
      settlements: settlements.map(({ serial: of, amount, fee }) => ({ serial: of, amount, fee })),
      withdrawals,
      settledBefore: settled,
      lost: lost.map(({ serial: of }) => of),
      refused,
    },
  };
}

/** The terms that `--terms` gives, as far as the receipts and the account need them. */
async function readTerms(options: SelfSequenceOptions, receipts: readonly Receipt[]): Promise<Map<number, Terms>> {
  const terms = new Map<number, Terms>();
  if (options.terms === undefined) return terms;
  const wanted = new Set([options.serial, ...receipts.map(({ serial }) => serial)]);
  for await (const archived of createFileAllowanceArchive({ path: options.terms }).list()) {
    if (wanted.has(archived.serial)) terms.set(archived.serial, archived.terms);
  }
  return terms;
}

/** An account without record and archive can only be an earning account: its terms follow from the wallet. */
function ownTerms({ serial, record, viewKey }: ResolvedAccount, terms: ReadonlyMap<number, Terms>): Terms {
  return record?.terms ?? terms.get(serial) ?? earningTerms(viewKey);
}
