import type { Hash, TransactionReceipt } from 'viem';
import { TallystickError } from '../errors/TallystickError.js';
import type { ChainReader } from './ChainClients.js';
import { toChainError } from './toChainError.js';

export type SendTransactionParameters = {
  publicClient: ChainReader;
  /** What it does, as a message's subject: "opening the account". */
  action: string;
  /** Checks the call and sends it. */
  send: () => Promise<Hash>;
  /** How long to wait until it is mined; viem's default of three minutes if left out. */
  timeoutMs?: number;
};

/**
 * Sends a transaction and waits until it is mined.
 *
 * @throws chain/reverted, chain/call-failed, chain/unreachable, chain/transaction-failed
 */
export async function sendTransaction(parameters: SendTransactionParameters): Promise<TransactionReceipt> {
  const { publicClient, action, send, timeoutMs } = parameters;
  try {
    const hash = await send();
    const receipt = await publicClient.waitForTransactionReceipt({
      hash,
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
    if (receipt.status === 'success') return receipt;
    throw new TallystickError('chain/transaction-failed', {
      message: `${action} failed on the chain`,
      facts: { transactionHash: hash, blockNumber: receipt.blockNumber },
    });
  } catch (error) {
    throw toChainError(error, action);
  }
}
