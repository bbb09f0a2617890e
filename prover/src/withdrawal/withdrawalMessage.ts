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
  // The contract takes an amount of 0 for an unused slot, and has nobody to pay at address 0.
  if (typeof amount !== 'bigint' || amount < 1n || amount > MAX_BALANCE) {
    const facts = { field: 'amount', given: amount ?? null, expected: `from 1 to ${MAX_BALANCE}` };
    throw new TallystickError(code, { message: 'amount is out of range', facts });
  }
  if (!isAddress(recipient, { strict: false }) || BigInt(recipient) === 0n) {
    const facts = { field: 'recipient', given: recipient ?? null, expected: 'an address other than 0' };
    throw new TallystickError(code, { message: 'recipient is not an address', facts });
  }
  return poseidon2Hash([domain, BigInt(serial), BigInt(nonce), packPayout({ amount, recipient }), WITHDRAW_TAG]);
}
