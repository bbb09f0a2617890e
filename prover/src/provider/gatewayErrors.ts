import type { ErrorCodeEntry } from '../core/errors/ErrorCodeEntry.js';

/** Errors of the provider's gateway, its receipt store, the paying client and the sequencer's client. */
export const gatewayCodes = {
  'gateway/payment-required': {
    status: 402,
    meaning: 'This resource is served against a signed receipt, and the request carried none.',
    remedy: 'Send the header X-PAYMENT with a receipt that reaches what `accepts` asks for.',
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
    remedy: 'Open a new allowance; one that is open already cannot be topped up.',
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
  'gateway/malformed-payment': {
    status: 400,
    meaning:
      'The X-PAYMENT header is not base64 of the JSON object that the gateway expects; the facts name the field.',
    remedy: 'Send {x402Version, scheme, network, payload: {receipt, allowance?}} in base64.',
  },
  'gateway/payment-too-large': {
    status: 431,
    meaning: 'The X-PAYMENT header is longer than any payment can be.',
    remedy: 'Send one receipt and nothing else in the header.',
  },
  'gateway/unsupported-payment': {
    status: 400,
    meaning: 'The payment is of another version, scheme or network than this gateway accepts.',
    remedy: 'Pay as one of the entries in `accepts` says.',
  },
  'gateway/unknown-allowance': {
    status: 403,
    meaning: 'No open allowance has this serial and view key.',
    remedy: 'Wait until the opening is settled in a batch, and check serial and view key.',
  },
  'gateway/wrong-provider': {
    status: 403,
    meaning: 'The allowance was opened for another provider.',
    remedy: "Use an allowance whose terms name this provider's serial.",
  },
  'gateway/allowance-expired': {
    status: 403,
    meaning: 'The allowance has expired, or expires too soon for its receipts to be settled in time.',
    remedy: 'Open a new allowance; what is left in this one can be withdrawn after its expiry.',
  },
  'gateway/prices-not-accepted': {
    status: 403,
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
      "The gateway asks about as many allowances that it doesn't know yet as it may at a time; those it knows are served.",
    remedy: 'Send the request again after the seconds that `Retry-After` names; nothing was charged for it.',
  },
  'gateway/bad-configuration': {
    status: 500,
    meaning: 'The gateway or one of its routes is set up with a value it cannot work with; the facts name it.',
    remedy: 'Correct the option named in the facts.',
  },
  'receipt-store/closed': {
    status: 503,
    meaning: 'The receipt store has been closed.',
    remedy: 'Close the store only after the gateway and the settler that use it.',
  },
  'receipt-store/unreadable': {
    status: 500,
    meaning: 'A record of the receipt store is not of the form that this version writes.',
    remedy: 'Open the store with the version that wrote it, or restore a copy of it.',
  },
  'receipt-store/conflict': {
    status: 409,
    meaning: 'A receipt raises one counter and lowers another, so it is neither later nor earlier than the one kept.',
    remedy: 'Receipts are cumulative: start from the latest counters and only add to them.',
  },
  'client/cap-exceeded': {
    status: 402,
    meaning: 'Paying for this request would exceed the cap that the caller set.',
    remedy: 'Raise `maxAmount` or `maxAmountPerRequest` if the price is right, or call something cheaper.',
  },
  'client/overcharged': {
    status: 402,
    meaning: 'The gateway demands more units than were asked of it.',
    remedy: "Don't pay; take it up with the provider. The facts show both counts.",
  },
  'client/prices-differ': {
    status: 402,
    meaning: "The gateway demands other prices than the allowance's terms agreed on.",
    remedy: 'Open an allowance with the prices that the provider asks now, if they suit.',
  },
  'client/no-allowance': {
    status: 402,
    meaning: 'None of the allowances can pay this gateway.',
    remedy: 'Open an allowance for this provider on this network, or renew the expired one.',
  },
  'client/malformed-demand': {
    status: 502,
    meaning: "The gateway's demand for payment is not of the agreed form; the facts name the field.",
    remedy: 'Report it to the provider; nothing was paid.',
  },
  'client/bad-configuration': {
    status: 400,
    meaning: 'An option of the paying client is missing or out of range; the facts name it.',
    remedy: 'Correct the option named in the facts.',
  },
  'client/state-unreadable': {
    status: 500,
    meaning: "The file with the client's latest counters is not of the form that this version writes.",
    remedy: 'Restore the file, or remove it: the gateway then has to prove what was signed before.',
  },
  'sequencer-client/unreachable': {
    status: 503,
    meaning: 'The sequencer could not be reached, or did not answer in time; the message says which.',
    remedy: 'Check its address and that it is ready (/readyz), then try again.',
  },
  'sequencer-client/refused': {
    status: 502,
    meaning: 'The sequencer refused the request; the facts hold its status and code.',
    remedy: 'Follow the remedy that the sequencer gives in the facts.',
  },
  'sequencer-client/unexpected-answer': {
    status: 502,
    meaning: "The sequencer's answer is not of the agreed form; the facts name the field.",
    remedy: 'Check that the address is that of a Tallystick sequencer of the same version.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
