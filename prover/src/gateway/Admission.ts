import type { Units } from '../account/Units.js';

/**
 * A request that may be served: its price is reserved against the allowance until one of the methods is called. Calls after
 * the first change nothing and resolve as the first did.
 */
export type Admission = {
  readonly serial: number;
  /** Units reserved. */
  readonly price: Units;
  /**
   * Charges the request: resolves once the charge and the receipt are durable, to the value of the header
   * X-PAYMENT-RESPONSE, which belongs before the response.
   *
   * @param units what to charge, if it is not the price
   * @throws gateway/unavailable, gateway/counter-exhausted; nothing is charged then
   */
  settle(units?: Units): Promise<string>;
  /** Charges nothing, for a request that failed. The receipt is kept, and covers a later request. */
  release(): Promise<void>;
  /** Header for a response whose charge is known only after it was sent. Charges nothing yet. */
  deferred(): string;
};
