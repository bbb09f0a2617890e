import { clientError } from './clientErrors.js';

/** What a client may still sign for. */
export type Budget = {
  /** Token base units for one request at most. */
  readonly perRequest: bigint;
  /**
   * Takes an amount from the budget.
   *
   * @throws client/cap-exceeded; nothing is taken then
   */
  take(amount: bigint): void;
  /** Whether an amount could be taken. */
  has(amount: bigint): boolean;
  /**
   * Checks the price of one request.
   *
   * @throws client/cap-exceeded
   */
  assertRequest(amount: bigint): void;
};

/** @throws client/bad-configuration */
export function openBudget({
  maxAmount,
  maxAmountPerRequest = maxAmount,
}: {
  maxAmount: bigint;
  maxAmountPerRequest?: bigint | undefined;
}): Budget {
  for (const [field, value] of Object.entries({ maxAmount, maxAmountPerRequest })) {
    if (typeof value === 'bigint' && value >= 0n) continue;
    const facts = { field, given: value ?? null, expected: 'a bigint of at least 0' };
    throw clientError('client/bad-configuration', { facts });
  }
  let taken = 0n;
  return {
    perRequest: maxAmountPerRequest,
    take(amount) {
      if (taken + amount > maxAmount) {
        const facts = { field: 'maxAmount', given: taken + amount, expected: `at most ${maxAmount}` };
        throw clientError('client/cap-exceeded', { facts });
      }
      taken += amount;
    },
    has: (amount) => taken + amount <= maxAmount,
    assertRequest(amount) {
      if (amount <= maxAmountPerRequest) return;
      const facts = { field: 'maxAmountPerRequest', given: amount, expected: `at most ${maxAmountPerRequest}` };
      throw clientError('client/cap-exceeded', { facts });
    },
  };
}
