import type { ErrorCodeEntry } from '../ErrorCodeEntry.js';

/** Errors of the chain: contracts, transactions, addresses. */
export const chainCodes = {} as const satisfies Record<string, ErrorCodeEntry>;
