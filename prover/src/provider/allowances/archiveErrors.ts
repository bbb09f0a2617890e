import { defineErrors } from '../../core/errors/defineErrors.js';

const table = {
  'escape/bad-terms-file': {
    status: 400,
    meaning: 'A file with terms is not of the form `{ serial, terms }`.',
    remedy: 'Use the files that a gateway archived, unchanged.',
  },
};

/** Errors of the files that hold the terms of allowances. */
export const archiveError = /* @__PURE__ */ defineErrors(table);

declare module '../../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
