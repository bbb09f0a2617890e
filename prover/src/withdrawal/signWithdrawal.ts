import { signField } from '../signature/signField.js';
import type { UnsignedWithdrawal, Withdrawal } from './Withdrawal.js';
import { withdrawalMessage } from './withdrawalMessage.js';

/**
 * Orders a withdrawal with the account's key.
 *
 * @throws withdrawal/malformed, key/out-of-range, crypto/not-loaded
 */
export function signWithdrawal({ privateKey, ...order }: UnsignedWithdrawal & { privateKey: bigint }): Withdrawal {
  const { serial, nonce, amount, recipient } = order;
  const signature = signField({ message: withdrawalMessage(order), privateKey });
  return { serial, nonce, amount, recipient, signature };
}
