import { encodeFunctionData, type Hex, keccak256, type LocalAccount } from 'viem';
import type { ChainClients } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import type { TallystickError } from '../errors/TallystickError.js';
import type { ContractCall } from '../stake/ContractCall.js';
import type { KeeperEntry, KeeperJournal } from './KeeperJournal.js';
import { OBSOLETE_ERRORS } from './OBSOLETE_ERRORS.js';
import { type SentTransaction, sendSigned } from './sendSigned.js';

export type PerformTaskParameters = ChainClients & {
  account: LocalAccount;
  call: ContractCall;
  /** The task's name in the journal. */
  key: string;
  journal: KeeperJournal;
  /** Unix seconds of the chain's latest block. */
  now: number;
};

/**
 * Sets about a task: checks that it is due, signs the transaction, writes it down and sends it. `awaitTransaction` waits for it.
 *
 * @returns the transaction, or the journal's entry when the task isn't due any more
 * @throws chain/reverted for an error that isn't about being late, chain/call-failed, chain/unreachable
 */
export async function performTask(parameters: PerformTaskParameters): Promise<SentTransaction | KeeperEntry> {
  const { publicClient, journal, key, now } = parameters;
  const raw = await sign(parameters).catch((error: unknown) => {
    const chainError = toChainError(error, key);
    const reason = obsoleteReason(chainError);
    if (reason === undefined) throw chainError;
    return { reason };
  });
  if (typeof raw !== 'string') {
    const entry: KeeperEntry = { state: 'obsolete', at: now, reason: raw.reason };
    await journal.put(key, entry);
    return entry;
  }
  await journal.put(key, { state: 'sent', at: now, transactionHash: keccak256(raw), raw });
  return sendSigned(publicClient, raw);
}

async function sign({ publicClient, walletClient, account, call }: PerformTaskParameters): Promise<Hex> {
  const { valueWei, ...rest } = call;
  const value = valueWei === undefined ? {} : { value: valueWei };
  await publicClient.simulateContract({ ...rest, ...value, account });
  const request = await walletClient.prepareTransactionRequest({
    account,
    chain: walletClient.chain,
    to: call.address,
    data: encodeFunctionData(rest),
    ...value,
  });
  return account.signTransaction(request as Parameters<LocalAccount['signTransaction']>[0]);
}

function obsoleteReason(error: TallystickError): string | undefined {
  const name = error.code === 'chain/reverted' ? error.facts.error : undefined;
  return typeof name === 'string' && OBSOLETE_ERRORS.has(name) ? name : undefined;
}
