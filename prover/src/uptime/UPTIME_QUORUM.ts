/** Members of a committee that must have seen a slot up for it to count as up. With at most 2 of 5 faulty, neither side can be forged. */
export const UPTIME_QUORUM = 3;
