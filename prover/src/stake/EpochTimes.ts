/** An epoch's times, in unix seconds. Each window ends where the next begins, and doesn't contain its end. */
export type EpochTimes = {
  startsAt: number;
  /** From here until `postUntil` watchers post. */
  endsAt: number;
  /** From here until `demandUntil` providers may demand a leaf; proofs are taken until `proofUntil`. */
  postUntil: number;
  demandUntil: number;
  revealUntil: number;
  proofUntil: number;
  slashUntil: number;
};
