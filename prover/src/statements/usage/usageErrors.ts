import { defineErrors } from '../../core/errors/defineErrors.js';

const table = {
  'usage/out-of-range': {
    status: 400,
    meaning: 'A value of the usage statement is missing, of the wrong type or beyond its range.',
    remedy: 'Bring the field named in the facts into the form named there.',
  },
  'usage/not-an-earning-account': {
    status: 422,
    meaning: 'The account is an allowance. Usage is proved of the earning account that is credited with it.',
    remedy: "Give the serial of the provider's earning account.",
  },
  'usage/different-accounts': {
    status: 422,
    meaning: 'The account before and the account after are not the same one.',
    remedy: 'Read both with the same serial and terms.',
  },
  'usage/opening-mismatch': {
    status: 422,
    meaning: 'An account does not lie under the root that it is opened at.',
    remedy: 'Take root, account and path of one and the same batch, as `rebuildTree` gives them.',
  },
  'usage/insufficient-increase': {
    status: 422,
    meaning: 'The counter rose by less than is to be proved.',
    remedy: 'Prove a smaller increase, or choose batches further apart.',
  },
};

/** Errors of the usage statement. */
export const usageError = /* @__PURE__ */ defineErrors(table);

declare module '../../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
