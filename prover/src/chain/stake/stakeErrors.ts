import { defineErrors } from '../../core/errors/defineErrors.js';

const table = {
  'stake/no-courts': {
    status: 409,
    meaning: 'The deployment has no stake registry and no uptime court.',
    remedy: 'Add them with `tallystick-sequencer deploy-courts`, or use the deployment file that names them.',
  },
  'stake/malformed': {
    status: 400,
    meaning: 'A field of a registration, a call or a proof for the courts is of the wrong form or out of range.',
    remedy: 'Bring the field named in the facts into the form named there.',
  },
  'stake/not-registered': {
    status: 404,
    meaning: 'The address has no stake of this kind.',
    remedy: 'Register first: `tallystick stake register-provider` or `register-watcher`.',
  },
  'stake/not-in-committee': {
    status: 409,
    meaning: 'The watcher is not in the committee of this provider and epoch.',
    remedy: 'Take one of the members that the facts name.',
  },
  'stake/other-roots': {
    status: 409,
    meaning: 'The court counts other roots of the committee than the proof is for: one was posted or struck since.',
    remedy: 'Read the roots again and prove anew with them.',
  },
  'stake/nothing-to-claim': {
    status: 409,
    meaning: 'The courts owe this recipient neither tokens nor bonds.',
    remedy: 'Rewards, remainders of liquidations and bonds can be claimed once; look with `tallystick stake show`.',
  },
};

/** Errors of stakes, the uptime court and the keeper. */
export const stakeError = /* @__PURE__ */ defineErrors(table);

declare module '../../core/errors/ErrorCodes.js' {
  interface ErrorCodes extends Readonly<typeof table> {}
}
