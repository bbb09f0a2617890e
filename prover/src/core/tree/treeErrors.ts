import { defineErrors } from '../errors/defineErrors.js';

const table = {
  'tree/index-out-of-range': {
    status: 400,
    meaning: 'A leaf index is not an integer between 0 and 2^32 - 1.',
    remedy: 'Use the serial that the rollup contract handed out.',
  },
  'tree/store-corrupt': {
    status: 500,
    meaning: 'The node store answered with something that is not a field element, or with the wrong number of nodes.',
    remedy: 'Rebuild the node store from the chain; its data is all there.',
  },
  'tree/bad-table-name': {
    status: 500,
    meaning: 'The name of the table for tree nodes is not a plain SQL identifier.',
    remedy:
      'Use lower-case letters, digits and underscores, at most 63 characters, with an optional schema before a dot.',
  },
};

/** Errors of the account tree and its node stores. */
export const treeError = /* @__PURE__ */ defineErrors(table);

declare module '../errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
