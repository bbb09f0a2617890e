import type { ErrorCode } from '../errors/errorCodes.js';
import type { PaymentDemand } from './PaymentDemand.js';

/** A request that is not served: status and JSON body of the answer. */
export type Refusal = {
  /** 402 where a payment would help, other 4xx for a payment that can't be right, 503 when the gateway cannot tell. */
  status: number;
  /** Seconds after which to come back, with a 503: the header Retry-After. */
  retryAfterSeconds?: number | undefined;
  body: {
    x402Version: number;
    /** What is wrong, in one sentence. */
    error: string;
    accepts: PaymentDemand[];
    code: ErrorCode;
    /** The field at fault, or null when the whole payment is missing or not enough. */
    field: string | null;
    facts: Record<string, unknown>;
    remedy: string;
  };
};
