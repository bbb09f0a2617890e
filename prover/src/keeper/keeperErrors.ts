import { defineErrors } from '../core/errors/defineErrors.js';

const table = {
  'keeper/journal-corrupt': {
    status: 500,
    meaning: 'The journal of the keeper holds what this version did not write.',
    remedy: 'Move its folder away: the keeper finds on the chain what is due, and only looks through more of it.',
  },
  'keeper/wrong-journal': {
    status: 409,
    meaning: 'The journal belongs to a keeper of another chain, court or wallet.',
    remedy: 'Give each keeper a folder of its own.',
  },
};

/** Errors of the keeper and its journal. */
export const keeperError = /* @__PURE__ */ defineErrors(table);

declare module '../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
