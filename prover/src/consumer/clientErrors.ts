import { defineErrors } from '../core/errors/defineErrors.js';

const table = {
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
};

/** Errors of the paying client. */
export const clientError = /* @__PURE__ */ defineErrors(table);

declare module '../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
