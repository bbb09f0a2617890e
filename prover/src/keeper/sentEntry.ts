import { keccak256 } from 'viem';
import type { SignedTransaction } from '../chain/sendSigned.js';
import type { KeeperEntry } from './KeeperJournal.js';

/**
 * The journal's entry of a transaction that is about to be sent.
 *
 * @param at unix seconds of the chain's latest block
 */
export function sentEntry({ raw, replaced }: SignedTransaction, at: number): KeeperEntry {
  return { state: 'sent', at, transactionHash: keccak256(raw), raw, replaced };
}
