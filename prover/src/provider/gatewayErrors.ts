import { defineErrors } from '../core/errors/defineErrors.js';

const table = {
  'gateway/not-reserved': {
    status: 409,
    meaning: 'A payment was to be settled that was not verified before, or whose verification is too long ago.',
    remedy: 'Verify the payment first, and settle it once, within the time that the server holds it.',
  },
  'gateway/payment-required': {
    status: 402,
    meaning: 'This resource is served against a signed receipt, and the request carried none.',
    remedy:
      'Send the header PAYMENT-SIGNATURE, or X-PAYMENT in version 1 of x402, with a receipt that reaches what `accepts` asks for.',
  },
  'gateway/payment-insufficient': {
    status: 402,
    meaning: 'The receipt does not reach the units owed for this request.',
    remedy: 'Sign a receipt over at least `unitsOwed` and send the request again.',
  },
  'gateway/allowance-needed': {
    status: 402,
    meaning: "The gateway doesn't know this allowance yet.",
    remedy: "Send the allowance's view key once, in the payment's `payload.allowance`.",
  },
  'gateway/beyond-balance': {
    status: 402,
    meaning: 'The allowance does not hold enough for these units.',
    remedy:
      'Open a further allowance beside it, which paying clients go on with: `tallystick allowance open --top-up SERIAL --amount AMOUNT`.',
  },
  'gateway/counter-exhausted': {
    status: 402,
    meaning: 'A counter of the allowance would need more than 44 bits.',
    remedy: 'Open a new allowance, whose counters start at 0.',
  },
  'gateway/too-far-ahead': {
    status: 402,
    meaning:
      'The receipt, or what the requests under way ask for, runs further ahead of the units charged than the provider allows.',
    remedy:
      'Sign for no more than `unitsOwed`, and ask for less at once; the facts name the limit. A receipt signed before needs another allowance, or a provider that raises `maxPrepaidUnits`.',
  },
  'gateway/unknown-allowance': {
    status: 402,
    meaning: 'No open allowance has this serial and view key.',
    remedy:
      'Wait until a batch has opened the allowance, a minute or two after its open, and send the request again. Where it is open already, check serial and view key.',
  },
  'gateway/allowance-expired': {
    status: 402,
    meaning: 'The allowance has expired, or expires too soon for its receipts to be settled in time.',
    remedy: 'Open a new allowance; what is left in this one can be withdrawn after its expiry.',
  },
  'gateway/prices-not-accepted': {
    status: 402,
    meaning: "The allowance's terms pay less than the provider's price list asks.",
    remedy: 'Open an allowance with at least the prices in `accepts`.',
  },
  'gateway/unavailable': {
    status: 503,
    meaning: 'The gateway cannot reach what it needs to accept payments: its store or its source of allowances.',
    remedy: 'Try again later; nothing was charged for this request.',
  },
  'gateway/busy': {
    status: 503,
    meaning:
      'The gateway asks about as many allowances that it does not know yet, or verifies as many new receipts, as it may at a time; receipts that it knows are served.',
    remedy: 'Send the request again after the seconds that `Retry-After` names; nothing was charged for it.',
  },
};

/** Errors of the provider's gateway. */
export const gatewayError = /* @__PURE__ */ defineErrors(table);

declare module '../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
