import type { ChainClients } from '../chain/ChainClients.js';
import type { ContractCall } from '../chain/contractCall.js';
import type { SendOptions } from '../chain/SendOptions.js';
import { type SentTransaction, sendSigned } from '../chain/sendSigned.js';
import { signCall } from '../chain/signCall.js';
import { TallystickError } from '../errors/TallystickError.js';
import type { KeeperEntry, KeeperJournal } from './KeeperJournal.js';
import { OBSOLETE_ERRORS } from './OBSOLETE_ERRORS.js';
import { sentEntry } from './sentEntry.js';

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
