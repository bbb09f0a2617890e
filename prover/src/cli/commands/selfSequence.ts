import type { Address } from 'viem';
import { earningTerms } from '../../account/earningTerms.js';
import type { Terms } from '../../account/Terms.js';
import { loadArtifacts } from '../../artifacts/loadArtifacts.js';
import { connectChain } from '../../chain/connectChain.js';
import { readDeploymentFile } from '../../chain/readDeploymentFile.js';
import { TallystickError } from '../../errors/TallystickError.js';
import { createAccountRecovery } from '../../escape/createAccountRecovery.js';
import { createFileAllowanceArchive } from '../../escape/createFileAllowanceArchive.js';
import type { OwnAccount, OwnWithdrawal } from '../../escape/OwnAccount.js';
import { type OwnBatchPlan, planOwnBatches } from '../../escape/planOwnBatches.js';
import { type SelfSequenced, selfSequence } from '../../escape/selfSequence.js';
import { createProver } from '../../proof/createProver.js';
import type { Receipt } from '../../receipt/Receipt.js';
import type { CommandContext, CommandResult } from '../support/CommandContext.js';
import { collectReceipts } from '../support/collectReceipts.js';
import { type OwnAccount as ResolvedAccount, resolveAccount } from '../support/resolveAccount.js';
import { loadWallet } from '../wallet/loadWallet.js';
import { allowanceRefund } from './allowanceRefund.js';

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
  rpc: string;
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
    throw new TallystickError('cli/bad-terms', {
      facts: { field: '--amount', expected: 'either --amount or --all, or neither' },
    });
  }
  const deployment = await readDeploymentFile(options.deployment);
  const own = await resolveAccount(context, options);
  const { serial } = own;
  const { receipts, refused } = await collectReceipts(options);
  const tell = (of: number, { code, message }: TallystickError) =>
    onProgress({ step: 'settle', status: 'notice', detail: `serial ${of}: ${code}: ${message}` });
  for (const { receipt, error } of refused) tell(receipt.serial, error);
  const allowances = await readAllowances(options, receipts);
  const account: OwnAccount = { serial, terms: ownTerms(own, allowances), privateKey: own.key.privateKey };
  const accounts = [account, ...allowancesOf(receipts, allowances)];
  const chain = await connectChain({ rpcUrl: options.rpc, deployment });
  const { publicClient } = chain;
  const walletClient = chain.writer(await loadWallet({ io, keyFile: options.keyFile, hide: context.hide }));

  const recover = createAccountRecovery({ publicClient, deployment, accounts: unique(accounts) });
  const { states, unrecoverable, now } = await recover({ onProgress });
  const fatal = unrecoverable.get(serial);
  if (fatal !== undefined) throw fatal;
  for (const { serial: of } of receipts) {
    if (of === serial || allowances.has(of)) continue;
    unrecoverable.set(of, new TallystickError('escape/unknown-terms', { facts: { field: '--terms', serial: of } }));
  }
  const artifacts = await loadArtifacts({ shape: options.shape, onProgress });
  const { shape } = artifacts;
  const { domain } = deployment;
  const plan = planOwnBatches(receipts, { states, unrecoverable, shape, domain, providerSerial: serial, now });
  for (const lost of plan.lost) tell(lost.serial, lost.error);
  const amount: OwnWithdrawal['amount'] | undefined = options.all === true ? 'all' : options.amount;
  const withdrawal: OwnWithdrawal[] =
    amount === undefined ? [] : [{ serial, amount, recipient: options.recipient ?? own.wallet }];
  if (plan.batches.length === 0 && withdrawal.length > 0) plan.batches.push([]);
  if (plan.batches.length === 0) throw new TallystickError('escape/nothing-to-do', { facts: { serial } });

  const prover = await createProver({ onProgress });
  const made: SelfSequenced[] = [];
  try {
    for (const [i, settlements] of plan.batches.entries()) {
      const last = i === plan.batches.length - 1;
      made.push(
        await selfSequence({
          publicClient,
          walletClient,
          deployment,
          artifacts,
          prover,
          accounts: unique([account, ...allowancesOf(settlements, allowances)]),
          settlements,
          withdrawals: last ? withdrawal : [],
          recover,
          reserve: options.reserve === true,
          pause: options.wait === true ? io.pause : undefined,
          onProgress,
        }),
      );
    }
  } finally {
    await prover.destroy();
  }
  return toResult(serial, made, { ...plan, refused: refused.map(({ receipt }) => receipt.serial) });
}

function toResult(
  serial: number,
  made: readonly SelfSequenced[],
  { settled, lost, refused }: Pick<OwnBatchPlan, 'settled' | 'lost'> & { refused: number[] },
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
async function readAllowances(options: SelfSequenceOptions, receipts: readonly Receipt[]): Promise<Map<number, Terms>> {
  const terms = new Map<number, Terms>();
  if (options.terms === undefined) return terms;
  const wanted = new Set([options.serial, ...receipts.map(({ serial }) => serial)]);
  for await (const archived of createFileAllowanceArchive({ path: options.terms }).list()) {
    if (wanted.has(archived.serial)) terms.set(archived.serial, archived.terms);
  }
  return terms;
}

/** An account without record and archive can only be an earning account: its terms follow from the wallet. */
function ownTerms({ serial, record, viewKey }: ResolvedAccount, allowances: ReadonlyMap<number, Terms>): Terms {
  return record?.terms ?? allowances.get(serial) ?? earningTerms(viewKey);
}

/** Those with known terms. */
function allowancesOf(receipts: readonly Receipt[], allowances: ReadonlyMap<number, Terms>): OwnAccount[] {
  return receipts.flatMap(({ serial }) => {
    const terms = allowances.get(serial);
    return terms === undefined ? [] : [{ serial, terms }];
  });
}

function unique(accounts: readonly OwnAccount[]): OwnAccount[] {
  const bySerial = new Map<number, OwnAccount>();
  // The first one counts: it has the key.
  for (const account of accounts) if (!bySerial.has(account.serial)) bySerial.set(account.serial, account);
  return [...bySerial.values()];
}
