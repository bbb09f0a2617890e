import type { Terms } from '../core/account/terms.js';
import type { Receipt } from '../core/receipt/receipt.js';
import { type Prices, UNIT_KEYS, type Units } from '../core/units.js';
import type { Demand } from '../core/x402/demand.js';
import type { OpenAllowances } from './AllowanceOpener.js';
import { clientError } from './clientErrors.js';
import type { ClientStateStore } from './clientState.js';
import type { SignAhead } from './signAhead.js';

/** Told of each receipt that commits more money than the one before. */
export type PaymentEvent = {
  serial: number;
  url: string;
  /** The receipt sent; its units are cumulative. */
  receipt: Receipt;
  /** Token base units that it commits beyond the receipts before. */
  amount: bigint;
};

export type PayingFetchOptions = {
  /** None by default: then `open` has to give some. */
  allowances?: readonly ClientAllowance[];
  /**
   * Gives allowances for a provider that asks to be paid and for which there is none, or none that it takes. Requests to any origin go out
   * without a payment first then, and are paid where they are asked to.
   */
  open?: OpenAllowances;
  /** Most token base units that this client signs for in all, over every allowance. */
  maxAmount: bigint;
  /** Most token base units for one request; `maxAmount` by default. */
  maxAmountPerRequest?: bigint;
  /** Units that a request costs, where the caller knows; a demand for more is refused then. */
  price?: (request: { method: string; url: URL }) => Partial<Units> | undefined;
  /**
   * Has one signature do for several requests: later ones send the same receipt as long as it covers them. What is signed ahead is paid
   * ahead: the provider may settle it at any time, and whoever stops before it is used has spent it. So its `maxAmount` is what is at risk,
   * beside what was used, with a provider that doesn't serve, for each allowance, over restarts too where `state` is kept: what a provider
   * counts then of what was signed ahead before is taken off it for good. It counts against `maxAmount` of all too. Nothing is signed ahead by
   * default.
   */
  signAhead?: SignAhead;
  /** Keeps the counters over a restart; in memory only by default. */
  state?: ClientStateStore;
  /** Called once the receipt is signed and its counters are saved, before it leaves. */
  onPayment?: (payment: PaymentEvent) => void;
  /** What to send requests with; the platform's by default. */
  fetch?: typeof fetch;
  /** Unix seconds; the system's clock by default. */
  clock?: () => number;
};

/** An allowance that a paying client may spend from. */
export type ClientAllowance = {
  serial: number;
  /** The deployment that it was opened in, see `computeDomain`. */
  domain: bigint;
  chainId: number;
  terms: Terms;
  /** The allowance's own key. Secret. */
  privateKey: bigint;
  /** Where the provider's service is, e.g. `https://provider.example`: only this origin ever sees a receipt or the view key. */
  origin: string;
  /** Counters settled when the client starts, for one that has no state of its own; 0 by default. */
  settled?: Units;
};

/**
 * Checks that a serial stands for one allowance. Two deployments number theirs alike, and a client that took the counters of one
 * for those of the other would sign for units that nobody delivered.
 *
 * @throws client/bad-configuration
 */
export function assertAllowances(allowances: readonly ClientAllowance[]): void {
  const domains = new Map<number, bigint>();
  for (const { serial, domain } of allowances) {
    if ((domains.get(serial) ?? domain) !== domain) {
      const expected = 'serials of one deployment; make a client with a state of its own for each';
      throw clientError('client/bad-configuration', {
        facts: { field: 'allowances.serial', given: serial, expected },
      });
    }
    domains.set(serial, domain);
  }
}

/**
 * Checks a gateway's prices against the terms: no higher. What is owed is counted at those of the terms, whatever it says.
 *
 * @throws client/prices-differ
 */
export function assertPrices(demand: Demand, prices: Prices, serial: number): void {
  for (const key of UNIT_KEYS) {
    const given = demand.prices[key];
    if (given <= prices[key]) continue;
    const facts = { field: `prices.${key}`, serial, given, expected: prices[key] };
    throw clientError('client/prices-differ', { facts });
  }
}
