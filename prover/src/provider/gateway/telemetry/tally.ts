import { UNIT_KEYS, type Units } from '../../../core/units.js';

/**
 * What a gateway has done, as plain numbers: counting costs a request next to nothing, and what Prometheus is shown is made of them only
 * when it asks.
 */
export type GatewayTally = {
  /** Requests that were served and charged. */
  served: number;
  /** Requests that were admitted, and whose response isn't charged. */
  uncharged: number;
  /** Requests that were not served, by error code. */
  readonly refused: Map<string, { outcome: 'demanded' | 'refused'; requests: number }>;
  /** Units charged, by resource. */
  readonly units: Record<keyof Units, number>;
  /** Receipts that became the latest of their allowance. */
  receipts: number;
  /** Questions about allowances that nobody answered. */
  sourceFailures: number;
  /** Hears how long the verification of a receipt took. */
  verified: (seconds: number) => void;
  /** Hears how long a charge took to become durable. */
  committed: (seconds: number) => void;
};

/** A tally of nothing yet, whose times nobody hears. */
export function createTally(): GatewayTally {
  const ignore = (): void => {};
  return {
    served: 0,
    uncharged: 0,
    refused: new Map(),
    units: { computeUnitSeconds: 0, storageGibHours: 0, egressMib: 0 },
    receipts: 0,
    sourceFailures: 0,
    verified: ignore,
    committed: ignore,
  };
}

export function countCharge(tally: GatewayTally, units: Units): void {
  for (const key of UNIT_KEYS) tally.units[key] += Number(units[key]);
}

export function countRefusal({ refused }: GatewayTally, { status, code }: { status: number; code: string }): void {
  const known = refused.get(code);
  if (known === undefined) refused.set(code, { outcome: status === 402 ? 'demanded' : 'refused', requests: 1 });
  else known.requests += 1;
}
