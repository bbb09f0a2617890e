import type { Hex, TransactionSerializable } from 'viem';
import { TallystickError } from '../errors/TallystickError.js';
import type { ChainWriter } from './ChainClients.js';

/**
 * What signs a wallet's transactions without sending them.
 *
 * @throws chain/call-failed for an account that a node or a browser's wallet holds
 */
export function signerOf({ account }: ChainWriter): (transaction: TransactionSerializable) => Promise<Hex> {
  if (account.type === 'local') return (transaction) => account.signTransaction(transaction);
  throw new TallystickError('chain/call-failed', {
    message: 'The account cannot sign a transaction without sending it',
    facts: { field: 'account', given: account.type, expected: 'local' },
  });
}
