import type { ErrorCodeEntry } from '../ErrorCodeEntry.js';

/** Errors of the sequencer's service. */
export const sequencerCodes = {} as const satisfies Record<string, ErrorCodeEntry>;
