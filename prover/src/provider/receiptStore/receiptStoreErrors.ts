import { defineErrors } from '../../core/errors/defineErrors.js';

const table = {
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
  'receipt-store/other-deployment': {
    status: 500,
    meaning: 'A record of the receipt store holds a receipt for another deployment than that of the gateway.',
    remedy: 'Give each deployment a store of its own: another `path`, once what the old one holds is settled.',
  },
  'receipt-store/other-owner': {
    status: 500,
    meaning:
      'A record of the receipt store holds a receipt that the owner of the allowance did not sign: a reorganisation of the chain gave the serial to another.',
    remedy:
      'Keep a copy of the store, take the record out of it, and start the gateway anew: what the old owner signed can no longer be settled.',
  },
  'receipt-store/not-covered': {
    status: 409,
    meaning: 'The units of the charge are not covered any more: another process with the same store has charged since.',
    remedy: 'Ask for a receipt over the units that the store has by now; a gateway does so by itself.',
  },
  'receipt-store/conflict': {
    status: 409,
    meaning: 'A receipt raises one counter and lowers another, so it is neither later nor earlier than the one kept.',
    remedy: 'Receipts are cumulative: start from the latest counters and only add to them.',
  },
};

/** Errors of the provider's receipt store. */
export const receiptStoreError = /* @__PURE__ */ defineErrors(table);

declare module '../../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
