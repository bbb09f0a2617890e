import type { Address, Hex, TransactionReceipt } from 'viem';
import { ContractsError } from '../errors/ContractsError.js';
import type { DeploymentClients } from './DeploymentClients.js';

export type SendAndWaitParameters = { to?: Address; data: Hex; what: string };

/**
 * Sends a transaction and waits for its receipt.
 *
 * @throws ContractsError `deployment/transaction-failed` when it was mined and failed; viem's errors otherwise.
 */
export async function sendAndWait(
  { walletClient, publicClient }: DeploymentClients,
  { to, data, what }: SendAndWaitParameters,
): Promise<TransactionReceipt> {
  const hash = await walletClient.sendTransaction({ data, ...(to === undefined ? {} : { to }) });
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
