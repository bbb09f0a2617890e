/** The time model of the uptime court: epoch e is [genesis + e·epochSeconds, genesis + (e+1)·epochSeconds). */
export type WatchTimes = {
  /** When epoch 0 begins, in unix seconds. */
  genesis: number;
  /** Length of a slot; an epoch has 96. */
  slotSeconds: number;
  /** After an epoch's end: how long its roots may be posted. */
  postSeconds: number;
  /** After that: how long a provider may demand a leaf on the chain. */
  demandSeconds: number;
  /** After that: how long a demanded leaf may be revealed. */
  revealSeconds: number;
  /** After the posting: how long uptime may be proved. */
  proofSeconds: number;
};
