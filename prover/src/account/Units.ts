/** Metered resources. Counters are cumulative and below 2^44 each. */
export type Units = {
  /** Unit-seconds of compute. */
  computeUnitSeconds: bigint;
  /** GiB-hours of storage. */
  storageGibHours: bigint;
  /** MiB of outgoing traffic. */
  egressMib: bigint;
};
