import { assertViemAccount } from '../core/assertViemAccount.js';
import type { ChainWriter } from './ChainClients.js';

/**
 * Refuses a signer of ethers in the place of a wallet client or of its account, before anything is read or sent.
 *
 * @throws key/not-of-viem
 */
export function assertChainWriter(walletClient: ChainWriter): void {
  assertViemAccount(walletClient, 'walletClient');
  assertViemAccount(walletClient.account, 'walletClient.account');
}
