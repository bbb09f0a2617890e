import { defineErrors } from '../errors/defineErrors.js';

const table = {
  'receipt/malformed': {
    status: 400,
    meaning: 'The receipt is not of the agreed form; the facts name the field, its value and what was expected.',
    remedy: 'Send {domain, serial, units, signature} as `serializeReceipt` writes it.',
  },
  'receipt/counter-out-of-range': {
    status: 400,
    meaning: 'A counter of the receipt is negative or needs more than 44 bits.',
    remedy: 'Keep each counter between 0 and 2^44 - 1; open a new allowance when one is used up.',
  },
  'receipt/wrong-domain': {
    status: 422,
    meaning: 'The receipt was signed for another chain, another rollup or another version.',
    remedy: 'Sign with the domain of this deployment (`computeDomain({chainId, rollup})`).',
  },
  'receipt/wrong-serial': {
    status: 422,
    meaning: 'The receipt belongs to another allowance than the one it was compared with.',
    remedy: 'Compare receipts of one and the same allowance only.',
  },
  'receipt/bad-signature': {
    status: 401,
    meaning: "The receipt's signature was not made by the allowance's owner for these units.",
    remedy: "Sign the receipt with the allowance's own key.",
  },
  'receipt/lower-than-settled': {
    status: 409,
    meaning: 'A counter of the receipt is lower than one that was acknowledged or settled before.',
    remedy: 'Receipts are cumulative: start from the latest counters and only add to them.',
  },
};

/** Errors of receipts: form, domain, signature, order. */
export const receiptError = /* @__PURE__ */ defineErrors(table);

declare module '../errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
