/** One settled batch, as `--json` writes it. */
export type DemoBatch = {
  shape: string;
  gates: number;
  /** Receipts that it settled. */
  settlements: number;
  proveMs: number;
  proofBytes: number;
  gasUsed: number;
  /** Null for a batch that settled no receipt. */
  gasPerSettlement: number | null;
  txHash: string;
};

/** A balance in token base units, as decimal strings. */
export type DemoBalance = { who: string; what: string; before: string; after: string; expected: string };

/** What the integrator paid for proven usage; amounts in token base units, units in unit-seconds. */
export type DemoUsage = {
  units: string;
  /** Batches that the proof spans. */
  batches: number;
  constraints: number;
  proveMs: number;
  gasUsed: number;
  reward: string;
  expectedReward: string;
  txHash: string;
};

/** What became of the stakes after a day of probes; amounts in token base units. */
export type DemoUptime = {
  epoch: number;
  slots: number;
  constraints: number;
  /** Slots that the watchers recorded, over all of them and their providers. */
  probes: number;
  providers: {
    name: string;
    /** Whether it proved its uptime itself; else a keeper had it slashed. */
    proved: boolean;
    missedSlots: number | null;
    expectedMissedSlots: number | null;
    proveMs: number | null;
    gasUsed: number | null;
    stakeBefore: string;
    stakeAfter: string;
    expectedStake: string;
  }[];
};

export type DemoResult = {
  requests: number;
  receipts: number;
  settlements: number;
  batches: DemoBatch[];
  balances: DemoBalance[];
  usage: DemoUsage;
  uptime: DemoUptime;
  seconds: number;
};
