/**
 * The terms of the stake registry, each within bounds that the contract fixes. Amounts are token base units. Governance may change all
 * but the two delays, with notice.
 */
export type StakeTerms = {
  /** Stake that a unit of declared compute requires. */
  computeRate: bigint;
  /** The same for a GiB of storage. */
  storageRate: bigint;
  /** The same for a MiB a second of egress. */
  egressRate: bigint;
  /** The least stake that a provider needs, however little it declares: else dust would fill the watchers' probes. */
  providerStake: bigint;
  /** Stake that a watcher needs. */
  watcherStake: bigint;
  /** The least uptime that a provider may promise, in 1/10000. */
  minUptimeBps: number;
  /** The greatest. */
  maxUptimeBps: number;
  /** The most of a stake that one epoch can cost, in 1/10000. */
  maxSlashBps: number;
  /** The reporter's share of a slash, in 1/10000. */
  reporterBps: number;
  /** The insurance's share of a slash; the rest is burnt. */
  insuranceBps: number;
  /** The keeper's share of a liquidated stake. */
  keeperBps: number;
  /** The insurance's share of a liquidated stake. */
  liquidationInsuranceBps: number;
  /** How long an unbonding takes; longer than slashableEpochs + 2 epochs. Final. */
  unbondingSeconds: number;
  /** How long an account below its requirement may be topped up; longer than the same. Final. */
  graceSeconds: number;
};

/** The terms of the uptime court, each within bounds that the contract fixes. Governance may change them with notice. Fractions are in 1e-18. */
export type CourtTerms = {
  /** Missed slots cost `min(capWad, linearWad * x + quadraticWad * x^2)` of the stake for a shortfall x; silence costs the cap. */
  schedule: { capWad: bigint; linearWad: bigint; quadraticWad: bigint };
  /** What posting nothing costs a watcher. */
  absentWad: bigint;
  /** What not revealing costs a watcher. */
  struckWad: bigint;
  /** What a demand costs its provider, unless the watcher doesn't reveal: the watcher gets it, whose reveal takes 775,000 gas. */
  demandBondWei: bigint;
};
