import type { ErrorCodeEntry } from '../ErrorCodeEntry.js';

/** Errors of artifacts: compiled circuits, keys, reference strings, proofs. */
export const artifactsCodes = {} as const satisfies Record<string, ErrorCodeEntry>;
