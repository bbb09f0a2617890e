import {
  encodeFunctionData,
  type Hash,
  type Hex,
  keccak256,
  TransactionNotFoundError,
  type TransactionSerializable,
} from 'viem';
import { assertChainWriter } from '../assertChainWriter.js';
import type { ChainClients, ChainReader, ChainWriter } from '../ChainClients.js';
import { chainError } from '../chainErrors.js';
import { toChainError } from '../toChainError.js';
import type { ContractCall, SendOptions } from './call.js';
import { classifySendError, type SendProblem } from './classifySendError.js';
import { readFees } from './fees.js';

/** A signed transaction, and those with the same nonce that it replaces. */
export type SignedTransaction = {
  raw: Hex;
  /** The hashes of the replaced ones, the latest first: any of them may be mined instead. */
  replaced: readonly Hash[];
};

/** A signed transaction that was sent, now or before. */
export type SentTransaction = SignedTransaction & {
  hash: Hash;
  /** What the endpoint has against it; undefined when it is on its way. */
  problem?: { kind: SendProblem; message: string };
};

/**
 * Sends a signed transaction, for the first time or again. What the endpoint says to one that it has already isn't taken for an
 * answer. Never throws.
 */
export async function sendSigned(
  publicClient: ChainReader,
  { raw, replaced }: SignedTransaction,
): Promise<SentTransaction> {
  const sent: SentTransaction = { raw, replaced, hash: keccak256(raw) };
  try {
    await publicClient.sendRawTransaction({ serializedTransaction: raw });
    return sent;
  } catch (error) {
    const kind = classifySendError(error);
    if (kind === 'known') return sent;
    const { message } = toChainError(error, 'sending the transaction');
    const isAboutFees = kind === 'underpriced' || kind === 'replacement-underpriced';
    if (!isAboutFees && kind !== 'unreachable' && (await isKnown(publicClient, sent))) return sent;
    return { ...sent, problem: { kind, message } };
  }
}

async function isKnown(publicClient: ChainReader, { hash, replaced }: SentTransaction): Promise<boolean> {
  for (const candidate of [hash, ...replaced]) {
    const found = await publicClient.getTransaction({ hash: candidate }).then(
      () => true,
      // Without an answer it may be on its way.
      (error: unknown) => !(error instanceof TransactionNotFoundError),
    );
    if (found) return true;
  }
  return false;
}

export type SignCallParameters = ChainClients &
  Pick<SendOptions, 'maxFeePerGasWei'> & {
    /** What it does, as a message's subject: "registering the provider". */
    action: string;
    call: ContractCall;
    /**
     * `pending`: after whatever else the wallet has under way. `latest`: in the place of it, so that nothing waits behind a
     * transaction that is stuck or lost, also one of an earlier process; for keys that are used for nothing else.
     */
    place: 'pending' | 'latest';
  };

/**
 * Checks a call against the chain's present state and signs a transaction that makes it. Nothing is sent.
 *
 * @throws chain/reverted with the contract's error and its arguments; chain/fee-cap, chain/call-failed, chain/unreachable
 */
export async function signCall(parameters: SignCallParameters): Promise<Hex> {
  const { publicClient, walletClient, action, call, place, maxFeePerGasWei } = parameters;
  const { account, chain } = walletClient;
  const { valueWei, ...rest } = call;
  const value = valueWei === undefined ? {} : { value: valueWei };
  const sign = signerOf(walletClient);
  try {
    await publicClient.simulateContract({ ...rest, ...value, account });
    const [nonce, fees] = await Promise.all([
      publicClient.getTransactionCount({ address: account.address, blockTag: place }),
      readFees({ publicClient, maxFeePerGasWei }),
    ]);
    if (fees === undefined) {
      throw chainError('chain/fee-cap', { facts: { field: 'maxFeePerGasWei', given: maxFeePerGasWei } });
    }
    const request = await walletClient.prepareTransactionRequest({
      account,
      chain,
      to: call.address,
      data: encodeFunctionData(rest),
      nonce,
      ...value,
      ...(fees === 'legacy' ? {} : fees),
    });
    // Room for what changes between the estimate and the block.
    const gas = ((request.gas ?? 0n) * 12n) / 10n;
    return await sign({ ...request, gas } as TransactionSerializable);
  } catch (error) {
    throw toChainError(error, action);
  }
}

/**
 * What signs a wallet's transactions without sending them.
 *
 * @throws chain/call-failed for an account that a node or a browser's wallet holds
 */
export function signerOf(walletClient: ChainWriter): (transaction: TransactionSerializable) => Promise<Hex> {
  assertChainWriter(walletClient);
  const { account } = walletClient;
  if (account.type === 'local') return (transaction) => account.signTransaction(transaction);
  throw chainError('chain/call-failed', {
    message: 'The account cannot sign a transaction without sending it',
    facts: { field: 'account', given: account.type, expected: 'local' },
  });
}
