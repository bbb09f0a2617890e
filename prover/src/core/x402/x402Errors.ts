import { defineErrors } from '../errors/defineErrors.js';

const table = {
  'gateway/malformed-payment': {
    status: 400,
    meaning:
      'The header with the payment, PAYMENT-SIGNATURE or X-PAYMENT, is not base64 of the JSON object that the gateway expects; the facts name the field.',
    remedy:
      'Send {x402Version: 2, accepted, payload: {receipt, allowance?}} in base64 as PAYMENT-SIGNATURE, or {x402Version: 1, scheme, network, payload} as X-PAYMENT.',
  },
  'gateway/payment-too-large': {
    status: 431,
    meaning: 'The header with the payment, PAYMENT-SIGNATURE or X-PAYMENT, is longer than any payment can be.',
    remedy: 'Send one receipt and nothing else in the header.',
  },
  'gateway/unsupported-payment': {
    status: 400,
    meaning: 'The payment is of another version, scheme or network than this gateway accepts.',
    remedy: 'Pay as one of the entries in `accepts` says.',
  },
  'gateway/wrong-provider': {
    status: 402,
    meaning: 'The allowance was opened for another provider.',
    remedy: "Use an allowance whose terms name this provider's serial.",
  },
  'gateway/bad-configuration': {
    status: 500,
    meaning: 'The gateway or one of its routes is set up with a value it cannot work with; the facts name it.',
    remedy: 'Correct the option named in the facts.',
  },
  'client/malformed-demand': {
    status: 502,
    meaning: "The gateway's demand for payment is not of the agreed form; the facts name the field.",
    remedy: 'Report it to the provider; nothing was paid.',
  },
};

/** Errors of the wire form of x402: what a payment or a demand for one must be, and what every room asks of its terms. */
export const x402Error = /* @__PURE__ */ defineErrors(table);

declare module '../errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
