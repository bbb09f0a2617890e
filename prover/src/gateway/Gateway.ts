import type { Units } from '../account/Units.js';
import type { Admission } from './Admission.js';
import type { Refusal } from './Refusal.js';

/** One request, as a gateway sees it. */
export type PaidRequest = {
  /** The header X-PAYMENT. */
  payment: string | undefined;
  /** Units to reserve for it. */
  price: Units;
  /** URL or path, repeated in a demand for payment. */
  resource: string;
  description?: string | undefined;
};

export type Decision = { admitted: true; admission: Admission } | { admitted: false; refusal: Refusal };

/** The metering of a provider's service, whatever framework it is built with. */
export type Gateway = {
  /** Units of work done for an allowance before a receipt must cover it. */
  readonly credit: Units;
  /** Whether a response with this status is charged. */
  readonly isCharged: (statusCode: number) => boolean;
  /**
   * Checks the payment and reserves the price. Never throws for what a client sent; concurrent requests of one allowance
   * never share units.
   */
  admit(request: PaidRequest): Promise<Decision>;
  /** The answer to a request that failed with an error of ours after admission. */
  refuse(error: unknown, request: Omit<PaidRequest, 'payment'>): Refusal;
};
