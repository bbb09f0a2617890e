/** Version of the x402 messages, first field of each. Source: x402 specification, version 1, HTTP transport. */
export const X402_VERSION = 1;
/** The x402 scheme: cumulative receipts against a prepaid allowance. */
export const PAYMENT_SCHEME = 'tallystick';
/** Request header with the payment, base64 of JSON. */
export const PAYMENT_HEADER = 'x-payment';
/** Response header with what was charged, base64 of JSON. */
export const PAYMENT_RESPONSE_HEADER = 'x-payment-response';
/** Longest payment header that is looked at, in characters; a payment takes about 900. */
export const MAX_PAYMENT_LENGTH = 4096;
