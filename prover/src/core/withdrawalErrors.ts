import type { ErrorCodeEntry } from './errors/ErrorCodeEntry.js';

/** Errors of withdrawal orders: form, signature. */
export const withdrawalCodes = {
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
} as const satisfies Record<string, ErrorCodeEntry>;
