import { defineErrors } from '../core/errors/defineErrors.js';

const table = {
  'watcher/bad-configuration': {
    status: 500,
    meaning: 'An option has a value that the watcher cannot use; the facts name the option and what was expected.',
    remedy: 'Correct the option named in the facts; `tallystick watch --help` lists all of them.',
  },
  'watcher/foreign-data': {
    status: 500,
    meaning: 'The data folder belongs to another watcher or to another deployment.',
    remedy: 'Use a folder of its own for each watcher and deployment.',
  },
  'watcher/secret-missing': {
    status: 500,
    meaning: 'The data folder has records, but not the secret that their salts come from.',
    remedy: 'Restore the file `secret` from the backup of the folder; without it no posted root can be opened.',
  },
  'watcher/unusable-folder': {
    status: 500,
    meaning: 'The data folder or its secret cannot be read or written.',
    remedy: 'Make the folder writable for this user, and the file `secret` readable for it alone (0600).',
  },
  'watcher/cannot-listen': {
    status: 500,
    meaning: 'The HTTP service cannot listen at its address; the facts say why.',
    remedy: 'Choose another --host or --port, or end whatever listens there.',
  },
  'watcher/store-closed': {
    status: 503,
    meaning: 'The watcher is stopping.',
    remedy: 'Try again when it runs.',
  },
  'watcher/not-ready': {
    status: 503,
    meaning: 'The watcher cannot do its work right now; the facts say what is wrong.',
    remedy: 'Wait, or read its log.',
  },
  'watcher/malformed': {
    status: 400,
    meaning: 'A field of the request is missing or of the wrong form; the facts name it.',
    remedy: 'Ask as docs/watcher.md describes, or use `fetchOpening`.',
  },
  'watcher/unauthorized': {
    status: 401,
    meaning:
      'The request is not signed by the provider or its responder key for this watcher and epoch, or not just now.',
    remedy: "Sign a new request with the provider's key, for this watcher and this epoch, with the clock set by NTP.",
  },
  'watcher/too-early': {
    status: 425,
    meaning: 'The epoch is not over, so nothing is said about it.',
    remedy: 'Ask again after the time in the facts.',
  },
  'watcher/unknown-opening': {
    status: 404,
    meaning: 'This watcher has no leaf for the provider in that epoch.',
    remedy: "Ask the members of the provider's committee of that epoch.",
  },
  'watcher/unknown-route': {
    status: 404,
    meaning: 'There is nothing at this path.',
    remedy: 'Use one of the paths in docs/watcher.md.',
  },
  'watcher/too-many-requests': {
    status: 429,
    meaning: 'Too many requests from this address.',
    remedy: 'Wait for the seconds that the header retry-after names.',
  },
  'watcher/internal': {
    status: 500,
    meaning: 'The watcher failed to answer.',
    remedy: 'Try again; its log holds the cause.',
  },
  'watcher/endpoint-refused': {
    status: 400,
    meaning: 'The endpoint is no public http or https address.',
    remedy:
      'Register an endpoint with a public address; development setups allow private ones with --allow-private-endpoints.',
  },
  'watcher/unreachable': {
    status: 502,
    meaning: 'The other side gave no usable answer.',
    remedy: 'Check the address, and try again.',
  },
  'watcher/wrong-opening': {
    status: 502,
    meaning: 'The watcher answered with an opening that does not fit its posted root or the request.',
    remedy: 'Demand the leaf on the chain within the demand window.',
  },
  'watcher/root-conflict': {
    status: 500,
    meaning: 'Another root than the recorded one is on the chain for this watcher and epoch.',
    remedy: "Find out who else uses the watcher's key or an older copy of its data folder, and stop it.",
  },
};

/** Errors of watchers and of those who ask them for openings. */
export const watcherError = /* @__PURE__ */ defineErrors(table);

declare module '../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
