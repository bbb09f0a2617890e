/** Watchers that are drawn for each (provider, epoch). */
export const COMMITTEE_SIZE = 5;
