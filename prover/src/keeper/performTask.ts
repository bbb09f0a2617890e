import type { ChainClients } from '../chain/ChainClients.js';
import { awaitMined } from '../chain/transactions/awaitMined.js';
import type { ContractCall, SendOptions } from '../chain/transactions/call.js';
import { type SentTransaction, sendSigned, signCall } from '../chain/transactions/sendSigned.js';
import { TallystickError } from '../core/errors/TallystickError.js';
import { type KeeperEntry, type KeeperJournal, sentEntry } from './journal.js';

/**
 * The errors by which the contracts say that a task isn't due (any more): somebody else was quicker, or its time is over. Nothing is
 * wrong then.
 */
export const OBSOLETE_ERRORS: ReadonlySet<string> = new Set([
  'SeedAlreadyDrawn',
  'AlreadySlashed',
  'AlreadySettled',
  'RootWasPosted',
  'WrongLeafState',
  'EpochVoid',
  'EpochVoidFor',
  'NotObliged',
  'OutsideWindow',
  'EpochNotSlashable',
  'StakeSufficient',
  'WrongStatus',
  'NotStaying',
  'GraceRuns',
  'GraceOver',
]);

export type PerformTaskParameters = ChainClients &
  Pick<SendOptions, 'maxFeePerGasWei'> & {
    call: ContractCall;
    /** The task's name in the journal. */
    key: string;
    journal: KeeperJournal;
    /** Unix seconds of the chain's latest block. */
    now: number;
  };

/**
 * Sets about a task: checks that it is due, signs the transaction, writes it down and sends it. `followTask` waits for it.
 *
 * @returns the transaction, or the journal's entry when the task isn't due any more
 * @throws chain/reverted for an error that isn't about being late, chain/fee-cap, chain/call-failed, chain/unreachable
 */
export async function performTask(parameters: PerformTaskParameters): Promise<SentTransaction | KeeperEntry> {
  const { publicClient, walletClient, maxFeePerGasWei, call, journal, key, now } = parameters;
  const signing = { publicClient, walletClient, action: key, call, place: 'pending', maxFeePerGasWei } as const;
  const raw = await signCall(signing).catch((error: unknown) => {
    const reason = obsoleteReason(error);
    if (reason === undefined) throw error;
    return { reason };
  });
  if (typeof raw !== 'string') {
    const entry: KeeperEntry = { state: 'obsolete', at: now, reason: raw.reason };
    await journal.put(key, entry);
    return entry;
  }
  const signed = { raw, replaced: [] };
  await journal.put(key, sentEntry(signed, now));
  return sendSigned(publicClient, signed);
}

function obsoleteReason(error: unknown): string | undefined {
  const name = error instanceof TallystickError && error.code === 'chain/reverted' ? error.facts.error : undefined;
  return typeof name === 'string' && OBSOLETE_ERRORS.has(name) ? name : undefined;
}

export type FollowTaskParameters = ChainClients &
  SendOptions & {
    sent: SentTransaction;
    key: string;
    journal: KeeperJournal;
    /** Unix seconds, for the entry. */
    now: number;
  };

/**
 * Waits until a task's transaction is mined, or one with higher fees in its place, and writes down what became of it.
 *
 * @returns the entry: `done`, `failed` when it was reverted or refused, `sent` when it isn't mined yet
 */
export async function followTask(parameters: FollowTaskParameters): Promise<KeeperEntry> {
  const { journal, key, now } = parameters;
  let entry = sentEntry(parameters.sent, now);
  const awaited = await awaitMined({
    ...parameters,
    remember: async (replacement) => {
      entry = sentEntry(replacement, now);
      await journal.put(key, entry);
    },
  });
  if (awaited.outcome === 'pending') return entry;
  if (awaited.outcome === 'refused') {
    entry = { state: 'failed', at: now, transactionHash: awaited.hash, reason: awaited.reason };
  } else {
    const { status, transactionHash } = awaited.receipt;
    entry =
      status === 'success'
        ? { state: 'done', at: now, transactionHash }
        : { state: 'failed', at: now, transactionHash, reason: 'reverted when mined' };
  }
  await journal.put(key, entry);
  return entry;
}
