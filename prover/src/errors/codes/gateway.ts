import type { ErrorCodeEntry } from '../ErrorCodeEntry.js';

/** Errors of the provider's gateway and the paying client. */
export const gatewayCodes = {} as const satisfies Record<string, ErrorCodeEntry>;
