import type { ErrorCodeEntry } from '../../core/errors/ErrorCodeEntry.js';

/** Errors of stakes, the uptime court and the keeper. */
export const stakeCodes = {
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
} as const satisfies Record<string, ErrorCodeEntry>;
