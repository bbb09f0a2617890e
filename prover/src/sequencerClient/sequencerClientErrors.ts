import { defineErrors } from '../core/errors/defineErrors.js';

const table = {
  'sequencer-client/unreachable': {
    status: 503,
    meaning: 'The sequencer could not be reached, or did not answer in time; the message says which.',
    remedy: 'Check its address and that it is ready (/readyz), then try again.',
  },
  'sequencer-client/refused': {
    status: 502,
    meaning: 'The sequencer refused the request; the facts hold its status and code.',
    remedy: 'Follow the remedy that the sequencer gives in the facts.',
  },
  'sequencer-client/unexpected-answer': {
    status: 502,
    meaning: "The sequencer's answer is not of the agreed form; the facts name the field.",
    remedy: 'Check that the address is that of a Tallystick sequencer of the same version.',
  },
};

/** Errors of the sequencer's client. */
export const sequencerClientError = /* @__PURE__ */ defineErrors(table);

declare module '../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
