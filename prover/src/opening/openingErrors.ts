import { defineErrors } from '../core/errors/defineErrors.js';

const table = {
  'opening/other-deployment': {
    status: 402,
    meaning: 'The provider asks to be paid in another deployment, or in another token, than the caller trusts.',
    remedy: 'Nothing was opened. Pay by an opener for that deployment, once you trust it.',
  },
  'opening/no-sequencer': {
    status: 402,
    meaning: 'There is no sequencer to give the terms to: the caller named none, and the demand none that may be used.',
    remedy:
      "Name the deployment's sequencer by the opener's option `sequencer`. One that a demand names is asked by https, at an address or a name of the public network alone.",
  },
  'opening/not-open-in-time': {
    status: 504,
    meaning: 'The allowance is on the chain, and the sequencer has not opened it in time.',
    remedy:
      'Send the request again: the same allowance is waited for, and no other is opened. Where batches take longer, raise the option `timeoutMs`; where the sequencer never opens it, name another by `sequencer`. What was paid in comes back at the latest when the allowance has expired.',
  },
};

/** Errors of opening allowances for whom a request names. */
export const openingError = /* @__PURE__ */ defineErrors(table);

declare module '../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
