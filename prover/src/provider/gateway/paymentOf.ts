import type { IncomingHttpHeaders } from 'node:http';
import { PAYMENT_HEADER, SIGNATURE_HEADER } from '../../core/x402/payment.js';
import { REQUEST_ID_HEADER } from '../../telemetry/requestIdOf.js';
import type { PaidRequest } from './gateway.js';

/** The headers that a request may pay with, of either version. */
export function paymentOf(headers: IncomingHttpHeaders): Pick<PaidRequest, 'payment' | 'signature'> {
  const { [PAYMENT_HEADER]: payment, [SIGNATURE_HEADER]: signature } = headers;
  return { payment: toText(payment), signature: toText(signature) };
}

/** The header X-Request-Id as it came. */
export function requestIdIn(headers: IncomingHttpHeaders): string | undefined {
  return toText(headers[REQUEST_ID_HEADER]);
}

function toText(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(',') : header;
}
