import { TallystickError } from '../errors/TallystickError.js';
import type { Point } from '../signature/Point.js';
import { verifyField } from '../signature/verifyField.js';
import type { Withdrawal } from './Withdrawal.js';
import { withdrawalMessage } from './withdrawalMessage.js';

/**
 * Whether `owner` signed the withdrawal for this domain. One with fields out of range is false.
 *
 * @throws crypto/not-loaded
 */
export function verifyWithdrawal(order: { domain: bigint; withdrawal: Withdrawal; owner: Point }): boolean {
  const { domain, withdrawal, owner } = order;
  try {
    const message = withdrawalMessage({ domain, ...withdrawal });
    return verifyField({ message, publicKey: owner, signature: withdrawal.signature });
  } catch (error) {
    if (error instanceof TallystickError && error.code === 'withdrawal/malformed') return false;
    throw error;
  }
}
