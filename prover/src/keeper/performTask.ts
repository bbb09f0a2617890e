import { encodeFunctionData, type Hash, type Hex, keccak256, type LocalAccount, TransactionNotFoundError } from 'viem';
import type { ChainClients, ChainReader } from '../chain/ChainClients.js';
import { toChainError } from '../chain/toChainError.js';
import type { TallystickError } from '../errors/TallystickError.js';
import type { ContractCall } from '../stake/ContractCall.js';
import { awaitReceipt } from './awaitReceipt.js';
import type { KeeperEntry, KeeperJournal } from './KeeperJournal.js';
import { OBSOLETE_ERRORS } from './OBSOLETE_ERRORS.js';

export type PerformTaskParameters = ChainClients & {
  account: LocalAccount;
  call: ContractCall;
  /** The task's name in the journal. */
  key: string;
  journal: KeeperJournal;
  /** Unix seconds of the chain's latest block. */
  now: number;
  /** How long to wait until a transaction is mined. */
  timeoutMs: number;
};

/**
 * Does a task: checks that it is due, signs the transaction, writes it down, sends it and waits until it is mined.
 *
 * @returns what the journal holds then: `done`, `obsolete` when it isn't due any more, `failed` when the chain changed meanwhile, or
 * `sent` when it wasn't mined in time
 * @throws chain/reverted for an error that isn't about being late, chain/call-failed, chain/unreachable
 */
export async function performTask(parameters: PerformTaskParameters): Promise<KeeperEntry> {
  const { journal, key, now } = parameters;
  const settle = async (entry: KeeperEntry): Promise<KeeperEntry> => {
    await journal.put(key, entry);
    return entry;
  };
  const raw = await prepare(parameters).catch(async (error: unknown) => {
    const chainError = toChainError(error, key);
    const reason = obsoleteReason(chainError);
    if (reason === undefined) throw chainError;
    return { obsolete: reason };
  });
  if (typeof raw !== 'string') return settle({ state: 'obsolete', at: now, reason: raw.obsolete });
  await settle({ state: 'sent', at: now, transactionHash: keccak256(raw), raw });
  return settle(await sendRaw(parameters, raw));
}

/** Sends a signed transaction, the first time or again, and waits for it. */
export async function sendRaw(
  { publicClient, now, timeoutMs }: Pick<PerformTaskParameters, 'publicClient' | 'now' | 'timeoutMs'>,
  raw: Hex,
): Promise<KeeperEntry> {
  const transactionHash = keccak256(raw);
  const refused = await publicClient.sendRawTransaction({ serializedTransaction: raw }).then(
    () => undefined,
    (error: unknown) => toChainError(error, 'sending the transaction'),
  );
  // An endpoint may refuse what it has already, or what is mined; so what it says isn't taken for an answer.
  const waits = refused === undefined || (await isKnown(publicClient, transactionHash));
  const receipt = await awaitReceipt(publicClient, transactionHash, waits ? timeoutMs : 0);
  if (receipt !== undefined) {
    const done = receipt.status === 'success';
    return {
      state: done ? 'done' : 'failed',
      at: now,
      transactionHash,
      ...(done ? {} : { reason: 'reverted when mined' }),
    };
  }
  if (waits || refused?.code === 'chain/unreachable') return { state: 'sent', at: now, transactionHash, raw };
  return { state: 'failed', at: now, transactionHash, reason: refused?.message ?? 'not mined' };
}

async function isKnown(publicClient: ChainReader, hash: Hash): Promise<boolean> {
  try {
    await publicClient.getTransaction({ hash });
    return true;
  } catch (error) {
    if (error instanceof TransactionNotFoundError) return false;
    throw error;
  }
}

async function prepare({ publicClient, walletClient, account, call }: PerformTaskParameters): Promise<Hex> {
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
