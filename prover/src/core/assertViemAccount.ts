import { keyError } from './keyErrors.js';

/**
 * Refuses a signer of ethers where an account of viem, or a wallet client of it, is meant: what it signs, and how it is asked to, differs,
 * which would come out as an error of some other place, or not at all.
 *
 * @param field the parameter that it was given as
 * @throws key/not-of-viem
 */
export function assertViemAccount(given: unknown, field: string): void {
  if (typeof given !== 'object' || given === null) return;
  const { getAddress, signTypedData, type } = given as Record<string, unknown>;
  if (typeof getAddress !== 'function' || typeof signTypedData !== 'function' || typeof type === 'string') return;
  throw keyError('key/not-of-viem', {
    message: `${field}: expected an account of viem, not a signer of ethers`,
    facts: { field, given: 'a signer of ethers', expected: 'an account or a wallet client of viem' },
  });
}
