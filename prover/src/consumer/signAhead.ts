import { MAX_COUNTER } from '../core/limits.js';
import { amountOwed } from '../core/receipt/receipt.js';
import { addUnits, maxUnits, type Prices, subtractUnits, UNIT_KEYS, type Units, ZERO_UNITS } from '../core/units.js';
import { clientError } from './clientErrors.js';

/** How far a receipt may reach beyond the request that it goes out with. */
export type SignAhead = {
  /** Requests that one signature is to do for, this one included, each at the price of this one. */
  requests: number;
  /** Most token base units that are signed for beyond what was charged and what is under way. */
  maxAmount: bigint;
};

const MAX_REQUESTS = 2 ** 20;

/** @throws client/bad-configuration */
export function assertSignAhead({ requests, maxAmount }: SignAhead): void {
  if (!Number.isSafeInteger(requests) || requests < 1 || requests > MAX_REQUESTS) {
    const facts = { field: 'signAhead.requests', given: requests, expected: `an integer from 1 to ${MAX_REQUESTS}` };
    throw clientError('client/bad-configuration', { facts });
  }
  if (typeof maxAmount === 'bigint' && maxAmount >= 0n) return;
  const facts = { field: 'signAhead.maxAmount', given: maxAmount ?? null, expected: 'a bigint of at least 0' };
  throw clientError('client/bad-configuration', { facts });
}

export type ReachAheadParameters = {
  signAhead: SignAhead;
  /** Units that the receipt has to reach. */
  needed: Units;
  /** Units charged, under way, and of this request. */
  counted: Units;
  price: Units;
  prices: Prices;
  /** Whether units may be signed for, whatever is ahead of them. */
  isWithin: (units: Units) => boolean;
};

/** The units to sign for: what is needed, and as many more requests at this price as both caps allow. */
export function reachAhead({ signAhead, needed, counted, price, prices, isWithin }: ReachAheadParameters): Units {
  const worth = (units: Units): bigint => amountOwed({ from: ZERO_UNITS, to: units, prices });
  const each = worth(price);
  if (each === 0n) return needed; // no amount bounds what is free
  const { requests, maxAmount } = signAhead;
  const most = maxAmount / each;
  let more = most < BigInt(requests - 1) ? most : BigInt(requests - 1);
  for (; more > 0n; more /= 2n) {
    const units = maxUnits(needed, addUnits(counted, times(price, more)));
    const isCounter = UNIT_KEYS.every((key) => units[key] <= MAX_COUNTER);
    // Of several resources one may have been signed ahead for before.
    if (isCounter && worth(subtractUnits(units, counted)) <= maxAmount && isWithin(units)) return units;
  }
  return needed;
}

function times({ computeUnitSeconds, storageGibHours, egressMib }: Units, count: bigint): Units {
  return {
    computeUnitSeconds: computeUnitSeconds * count,
    storageGibHours: storageGibHours * count,
    egressMib: egressMib * count,
  };
}
