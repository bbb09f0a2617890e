import { defineErrors } from '../core/errors/defineErrors.js';

const table = {
  'escape/not-your-turn': {
    status: 409,
    meaning:
      'Nobody but the operator, or the holder of a reservation, may submit a batch now; the facts say when you may.',
    remedy: 'Reserve a window with --reserve and wait for it with --wait, or come back at the time named.',
  },
  'escape/not-in-tree': {
    status: 409,
    meaning: 'No batch has taken the open of this account yet, so there is nothing in the tree to settle or withdraw.',
    remedy: 'Take its money back with `tallystick self-sequence --refund` once it is due.',
  },
  'escape/unknown-terms': {
    status: 422,
    meaning: 'The terms of an account are needed, its view key above all, and were not given.',
    remedy: 'Give them with --terms: the archive that a gateway keeps, or files of `{ serial, terms }`.',
  },
  'escape/shape-unavailable': {
    status: 409,
    meaning: 'The rollup has no verifier for this shape, or one for other sizes than these circuits have.',
    remedy: 'Choose another shape with --shape, or the version of this software that the rollup was deployed with.',
  },
  'escape/nothing-to-do': {
    status: 422,
    meaning: 'Neither a receipt to settle nor an amount to withdraw is left.',
    remedy: 'Check the balance with `tallystick recover`; there is nothing that a batch could change.',
  },
};

/** Errors of the ways out without the operator. */
export const escapeError = /* @__PURE__ */ defineErrors(table);

declare module '../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
