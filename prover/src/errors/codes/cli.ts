import type { ErrorCodeEntry } from '../ErrorCodeEntry.js';

/** Errors of the command line. */
export const cliCodes = {} as const satisfies Record<string, ErrorCodeEntry>;
