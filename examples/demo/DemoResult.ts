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

export type DemoResult = {
  requests: number;
  receipts: number;
  settlements: number;
  batches: DemoBatch[];
  balances: DemoBalance[];
  seconds: number;
};
