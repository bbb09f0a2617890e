import { isAddress } from 'viem';
import { MAX_BALANCE, MAX_NONCE, MAX_SERIAL } from '../account/limits.js';
import { WITHDRAW_TAG } from '../account/tags.js';
import { validateInteger } from '../account/validateInteger.js';
import { TallystickError } from '../errors/TallystickError.js';
import { isFieldElement } from '../field/isFieldElement.js';
import { poseidon2Hash } from '../hash/poseidon2Hash.js';
import { packPayout } from './packPayout.js';
import type { UnsignedWithdrawal } from './Withdrawal.js';

const code = 'withdrawal/malformed';

/**
 * The field element that a withdrawal's signature covers:
 * `hash([domain, serial, nonce, amount(88) | recipient(160), WITHDRAW_TAG])`.
 *
 * @throws withdrawal/malformed, crypto/not-loaded
 */
export function withdrawalMessage({ domain, serial, nonce, amount, recipient }: UnsignedWithdrawal): bigint {
  if (!isFieldElement(domain)) {
    throw new TallystickError(code, { facts: { field: 'domain', given: domain ?? null, expected: 'a field element' } });
  }
  validateInteger(serial, { field: 'serial', min: 1, max: MAX_SERIAL, code });
  validateInteger(nonce, { field: 'nonce', max: MAX_NONCE, code });
  if (typeof amount !== 'bigint' || amount < 0n || amount > MAX_BALANCE) {
    throw new TallystickError(code, {
      facts: { field: 'amount', given: amount ?? null, expected: `from 0 to ${MAX_BALANCE}` },
    });
  }
  if (!isAddress(recipient, { strict: false })) {
    throw new TallystickError(code, {
      facts: { field: 'recipient', given: recipient ?? null, expected: 'an address' },
    });
  }
  return poseidon2Hash([domain, BigInt(serial), BigInt(nonce), packPayout({ amount, recipient }), WITHDRAW_TAG]);
}
