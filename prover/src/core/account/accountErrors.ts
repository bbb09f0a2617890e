import { defineErrors } from '../errors/defineErrors.js';

const table = {
  'account/malformed': {
    status: 400,
    meaning: 'A field of the account is missing or of the wrong type; the facts name it.',
    remedy: 'Give every field of `AccountState` in the type its documentation names.',
  },
  'account/out-of-range': {
    status: 400,
    meaning: 'A field of the account does not fit the bits that the leaf format gives it.',
    remedy: 'Bring the field named in the facts into the range named there.',
  },
  'account/owner-off-curve': {
    status: 400,
    meaning: "The owner's public key is not a point of the Grumpkin curve.",
    remedy: 'Derive the key with `deriveAllowanceKey` and give its public part unchanged.',
  },
  'account/earning-with-prices': {
    status: 400,
    meaning: 'An earning account (providerSerial 0) carries prices or an expiry.',
    remedy: 'Open an earning account with all prices 0 and expiry 0.',
  },
  'account/not-recoverable': {
    status: 422,
    meaning: 'The published update does not open with this account and view key.',
    remedy:
      'Check serial, view key, owner, terms, and that salt and slot are those of the batch which published the update.',
  },
};

/** Errors of accounts: their fields, ranges, and what L1 data reveals of them. */
export const accountError = /* @__PURE__ */ defineErrors(table);

declare module '../errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
