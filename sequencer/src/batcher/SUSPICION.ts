/** So many batches with an item must have failed before the one that convicts it. */
export const SUSPICION = 2;
