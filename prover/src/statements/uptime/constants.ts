/** The greatest epoch: epochs are 32-bit numbers on the chain. */
export const MAX_EPOCH = 2 ** 32 - 1;

/** Watchers that are drawn for each (provider, epoch). */
export const COMMITTEE_SIZE = 5;

/** Members of a committee that must have seen a slot up for it to count as up. With at most 2 of 5 faulty, neither side can be forged. */
export const UPTIME_QUORUM = 3;

/** Depth of a watcher's quaternary tree: 4^8 = 65,536 leaves. A parameter of the uptime circuit. */
export const WATCH_DEPTH = 8;
