import type { Point } from '../../core/signature.js';
import type { Prices, Units } from '../../core/units.js';

/** Where a gateway learns of allowances. */
export interface AllowanceSource {
  /**
   * The allowance, or undefined when there is no open one with this serial and view key. Without a view key a source may
   * answer from what it knows, and undefined when it would need the key. An answer that is some minutes old will do.
   *
   * @throws gateway/busy where it asks for as many unknown ones as it may; whatever else keeps the source from knowing, e.g.
   *   sequencer-client/unreachable
   */
  get(query: { serial: number; viewKey?: bigint | undefined }): Promise<Allowance | undefined>;
  /**
   * Has a listener told how each question ends that is put to whoever knows, those in the background too: with what it failed, or
   * undefined. Without it, a gateway takes each `get` for such a question.
   */
  onAsked?(listener: (failure?: unknown) => void): void;
  /** Whether whoever knows has such an account, the provider's own included; a gateway says in its log when it hasn't. */
  knows?(serial: number): Promise<boolean>;
}

/** What a gateway needs to know of an open allowance. */
export type Allowance = {
  serial: number;
  /** The consumer's key for this allowance. */
  owner: Point;
  terms: {
    providerSerial: number;
    prices: Prices;
    /** Unix seconds. */
    expiry: number;
  };
  /** Token base units left after what is settled. */
  balance: bigint;
  /** Counters settled so far; of the same moment as `balance`. */
  settled: Units;
};

/**
 * A source that knows a fixed list of allowances, whatever the view key.
 *
 * @example
 * import { createStaticAllowanceSource } from '@tallystick/prover';
 *
 * const settled = { computeUnitSeconds: 0n, storageGibHours: 0n, egressMib: 0n };
 * const allowances = createStaticAllowanceSource([{ serial: 7, owner, terms, balance: 1_000_000n, settled }]);
 */
export function createStaticAllowanceSource(allowances: Iterable<Allowance>): AllowanceSource {
  const known = new Map<number, Allowance>();
  for (const allowance of allowances) known.set(allowance.serial, allowance);
  return { get: async ({ serial }) => known.get(serial) };
}
