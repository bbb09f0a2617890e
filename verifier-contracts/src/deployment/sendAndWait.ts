import type { Abi, Address, Hex, TransactionReceipt } from 'viem';
import { BaseError, decodeErrorResult, isHex } from 'viem';
import { ContractsError } from '../errors/ContractsError.js';
import type { DeploymentClients } from './DeploymentClients.js';

export type SendAndWaitParameters = {
  /** Left out to create a contract. */
  to?: Address;
  data: Hex;
  /** What the transaction does, for the error. */
  what: string;
  /** Names the contract's errors. */
  abi: Abi;
};

/**
 * Sends a transaction and waits for its receipt.
 *
 * @throws ContractsError `deployment/transaction-failed` when the contract refuses it, with the contract's error and its
 * arguments, or when it was mined and failed; viem's errors otherwise.
 */
export async function sendAndWait(
  { walletClient, publicClient }: DeploymentClients,
  { to, data, what, abi }: SendAndWaitParameters,
): Promise<TransactionReceipt> {
  const hash = await walletClient
    .sendTransaction({ data, ...(to === undefined ? {} : { to }) })
    .catch((cause: unknown) => {
      const reason = contractError(cause, abi);
      if (reason === undefined) throw cause;
      throw new ContractsError('deployment/transaction-failed', {
        message: `The ${what} was refused: ${reason.errorName}(${(reason.args ?? []).join(', ')}).`,
        facts: { to: to ?? null, error: reason.errorName, args: reason.args ?? [] },
        remedy: "Correct what the contract's error names.",
        cause,
      });
    });
  const receipt = await publicClient.waitForTransactionReceipt({ hash, pollingInterval: 100 });
  if (receipt.status !== 'success') {
    throw new ContractsError('deployment/transaction-failed', {
      message: `The ${what} failed.`,
      facts: { hash, to: to ?? null, gasUsed: receipt.gasUsed },
      remedy: 'Look the transaction up on the chain; deploying again starts afresh.',
    });
  }
  return receipt;
}

/** The custom error that a node's answer carries, if there is one that the ABI knows. */
function contractError(cause: unknown, abi: Abi) {
  if (!(cause instanceof BaseError)) return undefined;
  const carrier = cause.walk((error) => error instanceof Error && 'data' in error && isHex(error.data));
  if (!(carrier && 'data' in carrier && isHex(carrier.data)) || carrier.data === '0x') return undefined;
  try {
    return decodeErrorResult({ abi, data: carrier.data });
  } catch {
    // An error of another contract: viem's own message says more than a guess.
    return undefined;
  }
}
