import { defineErrors } from './errors/defineErrors.js';

const table = {
  'withdrawal/malformed': {
    status: 400,
    meaning: 'The withdrawal is not of the agreed form; the facts name the field, its value and what was expected.',
    remedy: 'Send {serial, nonce, amount, recipient, signature} as `serializeWithdrawal` writes it.',
  },
  'withdrawal/bad-signature': {
    status: 401,
    meaning: "The withdrawal's signature was not made by the account's owner for this amount, recipient and nonce.",
    remedy: "Sign it with the account's own key, for this deployment's domain and the account's current nonce.",
  },
};

/** Errors of withdrawal orders: form, signature. */
export const withdrawalError = /* @__PURE__ */ defineErrors(table);

declare module './errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
