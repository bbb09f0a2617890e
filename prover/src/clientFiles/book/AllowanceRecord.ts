import type { Address, Hex } from 'viem';
import type { Terms } from '../../core/account/terms.js';
import type { Point } from '../../core/signature.js';

/**
 * What a wallet's owner keeps about an account that it opened.
 *
 * Nothing here can move money: the private key is derived from the wallet when it is needed. The terms hold the
 * viewKey, which reveals the account, so the file is for its owner alone.
 */
export type AllowanceRecord = {
  chainId: number;
  rollup: Address;
  /** Which of the wallet's account keys owns it. */
  index: number;
  owner: Point;
  terms: Terms;
  /** Token base units paid in. */
  amount: bigint;
  /** `opening` is written before the transaction is sent, so that a crash in between loses no terms. */
  status: 'opening' | 'open' | 'refunded';
  /** The number that the contract handed out; absent while opening. */
  serial?: number;
  transactionHash?: Hex;
  /** Whether the sequencer has taken the terms in. */
  registered: boolean;
  /** Origins that it has paid, such as `https://provider.example`; absent before the first payment, and in files of earlier versions. */
  origins?: readonly string[];
};
