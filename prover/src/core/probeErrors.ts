import { defineErrors } from './errors/defineErrors.js';

const table = {
  'probe/malformed': {
    status: 400,
    meaning: 'The challenge is not of the agreed form; the facts name the field, its value and what was expected.',
    remedy: 'Send {version, watcher, provider, epoch, slot, nonce, issuedAt} as JSON.',
  },
  'probe/too-large': {
    status: 413,
    meaning: 'The body is larger than any challenge can be.',
    remedy: 'Send the challenge and nothing else.',
  },
  'probe/wrong-method': {
    status: 405,
    meaning: 'Challenges are sent with POST.',
    remedy: 'Send the challenge as the body of a POST request.',
  },
  'probe/wrong-provider': {
    status: 404,
    meaning: 'This server answers for another provider.',
    remedy: 'Probe the provider at the endpoint that it registered, or correct the endpoint in the registry.',
  },
  'probe/stale': {
    status: 422,
    meaning: "The challenge's time is too far from this server's.",
    remedy: 'Set the clocks of both machines by NTP, and send a challenge made just now.',
  },
  'probe/signing-failed': {
    status: 500,
    meaning: 'The server could not sign the answer.',
    remedy: "Check the account that the provider's responder was given.",
  },
  'probe/bad-configuration': {
    status: 500,
    meaning: 'An option of the probe responder has a value that cannot be used; the facts name it.',
    remedy: 'Correct the option named in the facts.',
  },
};

/** Errors of probes: what a challenge or its answer must be. */
export const probeError = /* @__PURE__ */ defineErrors(table);

declare module './errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
