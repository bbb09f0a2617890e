import type { Account, Address, Hash, Hex } from 'viem';
import type { ChainClients } from '../chain/ChainClients.js';
import { sendTransaction } from '../chain/sendTransaction.js';
import { createLimiter } from './createLimiter.js';

export type OutgoingCall = {
  to: Address;
  data: Hex;
  /** Rejects when the call would revert, with the contract's error. */
  check: (account: Account) => Promise<unknown>;
};

/** Sends one transaction and waits until it is mined. */
export type TransactionSender = (action: string, call: OutgoingCall) => Promise<Hash>;

type Place = { nonce: number; maxFeePerGas: bigint; maxPriorityFeePerGas: bigint };

/**
 * Sends a key's transactions one after another. Each takes the nonce that the chain expects next, never one behind a
 * transaction that may have been lost: one that is stuck is replaced by the next one, with fees a quarter higher, which nodes
 * ask for. No two can therefore overtake each other. The key must not send elsewhere.
 *
 * The sender throws chain/reverted, chain/transaction-failed, chain/call-failed, chain/unreachable.
 */
export function createTransactionSender({
  publicClient,
  walletClient,
  timeoutMs,
}: ChainClients & { timeoutMs: number }): TransactionSender {
  const oneByOne = createLimiter(1);
  const { account, chain } = walletClient;
  let last: Place | undefined;

  async function nextPlace(): Promise<Place> {
    const [nonce, fees] = await Promise.all([
      publicClient.getTransactionCount({ address: account.address, blockTag: 'latest' }),
      publicClient.estimateFeesPerGas(),
    ]);
    const { maxFeePerGas, maxPriorityFeePerGas } = fees;
    if (last?.nonce !== nonce) return { nonce, maxFeePerGas, maxPriorityFeePerGas };
    return {
      nonce,
      maxFeePerGas: larger(maxFeePerGas, raised(last.maxFeePerGas)),
      maxPriorityFeePerGas: larger(maxPriorityFeePerGas, raised(last.maxPriorityFeePerGas)),
    };
  }

  return (action, { to, data, check }) =>
    oneByOne(async () => {
      const { transactionHash } = await sendTransaction({
        publicClient,
        action,
        timeoutMs,
        send: async () => {
          const [place] = await Promise.all([nextPlace(), check(account)]);
          last = place;
          return walletClient.sendTransaction({ chain, to, data, ...place });
        },
      });
      return transactionHash;
    });
}

function raised(fee: bigint): bigint {
  return (fee * 5n) / 4n + 1n;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
