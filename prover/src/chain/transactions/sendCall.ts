import type { TransactionReceipt } from 'viem';
import { assertChainWriter } from '../assertChainWriter.js';
import type { ChainClients } from '../ChainClients.js';
import { chainError } from '../chainErrors.js';
import { toChainError } from '../toChainError.js';
import { awaitMined } from './awaitMined.js';
import type { ContractCall, SendOptions } from './call.js';
import { type SignCallParameters, sendSigned, signCall } from './sendSigned.js';

/** What every transaction answers. */
export type SentCall = { transactionHash: `0x${string}`; blockNumber: bigint; gasUsed: bigint };

/**
 * Checks a call against the chain's present state, sends it and waits until it is mined, with higher fees where it takes them.
 *
 * @param action what it does, as a message's subject: "registering the provider"
 * @throws chain/reverted with the contract's error and its arguments; chain/call-failed, chain/unreachable and chain/fee-cap when
 * nothing was sent; chain/transaction-failed, chain/transaction-pending
 */
export async function sendCall(
  { publicClient, walletClient }: ChainClients,
  action: string,
  call: ContractCall,
  { place = 'pending', ...options }: SendOptions & Partial<Pick<SignCallParameters, 'place'>> = {},
): Promise<SentCall & { receipt: TransactionReceipt }> {
  assertChainWriter(walletClient);
  const { maxFeePerGasWei } = options;
  if (walletClient.account.type !== 'local')
    return toSentCall(action, await sendByWallet({ publicClient, walletClient }, action, call));
  const raw = await signCall({ publicClient, walletClient, action, call, place, maxFeePerGasWei });
  const sent = await sendSigned(publicClient, { raw, replaced: [] });
  const awaited = await awaitMined({ publicClient, walletClient, sent, ...options });
  if (awaited.outcome === 'refused') {
    throw chainError('chain/call-failed', { message: `${action} failed: ${awaited.reason}` });
  }
  if (awaited.outcome === 'pending') {
    const facts = { transactionHash: awaited.hash, wallet: walletClient.account.address };
    throw chainError('chain/transaction-pending', { message: `${action}: not mined in time`, facts });
  }
  return toSentCall(action, awaited.receipt);
}

/** By an account that a node or a browser's wallet holds: its fees, and whether it is replaced, are the wallet's affair. */
async function sendByWallet(
  { publicClient, walletClient }: ChainClients,
  action: string,
  { valueWei, ...call }: ContractCall,
): Promise<TransactionReceipt> {
  const { account, chain } = walletClient;
  const value = valueWei === undefined ? {} : { value: valueWei };
  try {
    const { request } = await publicClient.simulateContract({ ...call, account, ...value });
    return await publicClient.waitForTransactionReceipt({
      hash: await walletClient.writeContract({ ...request, chain }),
    });
  } catch (error) {
    throw toChainError(error, action);
  }
}

function toSentCall(action: string, receipt: TransactionReceipt): SentCall & { receipt: TransactionReceipt } {
  const { transactionHash, blockNumber, gasUsed } = receipt;
  if (receipt.status === 'success') return { transactionHash, blockNumber, gasUsed, receipt };
  throw chainError('chain/transaction-failed', {
    message: `${action} failed on the chain`,
    facts: { transactionHash, blockNumber },
  });
}
