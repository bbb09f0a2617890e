import { type Terms, ZERO_UNITS } from '@tallystick/prover/core';

/** Of the provider of all allowances. */
export const providerSerial = 2;

const prices = { computeUnitSeconds: 2n, storageGibHours: 0n, egressMib: 0n };

/** Terms of the tests' accounts by serial: 1 is the operator's, 2 the provider's, the others are its allowances at 2 a unit-second. */
export function sharedTerms({
  serial,
  viewKey,
  expiry = 2_000_000_000,
}: {
  serial: number;
  viewKey: bigint;
  expiry?: number;
}): Terms {
  if (serial <= providerSerial) return { providerSerial: 0, prices: ZERO_UNITS, expiry: 0, viewKey };
  return { providerSerial, prices, expiry, viewKey };
}
