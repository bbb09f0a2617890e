import { defineErrors } from '../../core/errors/defineErrors.js';

const table = {
  'uptime/malformed': {
    status: 400,
    meaning: 'A field of a watch leaf or opening is missing or of the wrong form; the facts name it.',
    remedy: 'Give the opening unchanged, as the watcher handed it out.',
  },
  'uptime/out-of-range': {
    status: 400,
    meaning: 'A value of the uptime statement does not fit its range.',
    remedy: 'Bring the field named in the facts into the range named there.',
  },
  'uptime/duplicate-leaf': {
    status: 400,
    meaning: 'Two records of a watch tree have one provider or one index.',
    remedy: 'Give each provider one record and each record an index of its own.',
  },
  'uptime/unknown-provider': {
    status: 404,
    meaning: 'The watch tree has no leaf of this provider.',
    remedy: 'Check the address and the epoch; a provider registered in time is watched from the second epoch on.',
  },
  'uptime/opening-mismatch': {
    status: 422,
    meaning: 'An opening is of another provider, epoch or watcher than the statement, or does not lie under its root.',
    remedy:
      'Ask the watcher for its opening of this provider and epoch, and give the openings in the order of the roots.',
  },
  'uptime/nothing-owed': {
    status: 409,
    meaning: 'No proof is owed for this epoch: it has no committee, is void for the provider, or is settled already.',
    remedy: 'Check the number of the epoch; where nothing is owed, nothing is lost.',
  },
};

/** Errors of uptime: bitmaps, watch trees and their openings, the uptime statement. */
export const uptimeError = /* @__PURE__ */ defineErrors(table);

declare module '../../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
