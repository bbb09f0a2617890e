import { amountOwed } from '../core/receipt/receipt.js';
import type { Prices, Units } from '../core/units.js';
import { addUnits, coversUnits, maxUnits, minUnits, subtractUnits, ZERO_UNITS } from '../core/units.js';
import { clientError } from './clientErrors.js';
import type { ClientState } from './clientState.js';

/** A client's own count of what one allowance owes: the measure for every demand of the gateway. */
export type Ledger = {
  state(): ClientState;
  /** Token base units, of what was signed ahead, that demands have counted since it was forgotten what of it was served. */
  aheadClaimed(): bigint;
  /** Units of what was charged, of every request under way, and of one more at `price`. */
  count(price: Units): Units;
  /** Units that a receipt must reach for one more request at `price`: what is counted, and never less than was signed, but for `retract`. */
  quote(price: Units): Units;
  /**
   * Lets receipts begin at what is counted again, where the gateway refused one for reaching too far.
   *
   * @returns whether that is lower
   */
  retract(): boolean;
  /** Enters a request under way, and that `signed` was signed. */
  begin(price: Units, signed: Units): void;
  /** Ends a request that was charged; more than its price is not acknowledged. */
  charged(price: Units, units: Units): void;
  /** Ends a request that was not charged. */
  free(price: Units): void;
  /** Ends a request of which nobody knows whether it was charged; a later demand may count it. */
  doubt(price: Units): void;
  /** Allows a later demand to count up to `amount` token base units more, for a response that is metered after it was sent. */
  defer(amount: bigint): void;
  /**
   * What was signed here may be no more than what was signed before this count began, and charged then: a later demand may count it. Only
   * before anything was adopted: a proof says how much it was.
   */
  suspect(): void;
  /** Takes over units that the gateway proved were signed before. */
  adopt(proven: Units): void;
  /**
   * Checks a demand for cumulative units against this count.
   *
   * @throws client/overcharged
   */
  accept(owed: Units, price: Units): void;
};

/**
 * @param start what is remembered of the allowance; what was signed beyond what was used may have been charged. As much of it as was signed
 *   ahead is noted when a demand counts it: with a provider that served nothing for it, it is lost, and no more than that is to be.
 */
export function createLedger({
  start,
  prices,
  serial,
}: {
  start: ClientState;
  prices: Prices;
  serial: number;
}): Ledger {
  let { signed, used } = start;
  /** What no receipt goes below. */
  let floor = signed;
  let underWay: Units = ZERO_UNITS;
  /** Signed ahead before the start, of which nobody here knows what was served since. */
  let forgotten = minUnits(start.ahead ?? ZERO_UNITS, subtractUnits(signed, used));
  let doubtful = subtractUnits(subtractUnits(signed, used), forgotten);
  let { deferred = 0n, aheadClaimed = 0n } = start;
  const count = (price: Units): Units => addUnits(addUnits(used, underWay), price);
  const end = (price: Units): void => {
    underWay = subtractUnits(underWay, price);
  };

  return {
    state() {
      const ahead = subtractUnits(signed, addUnits(count(ZERO_UNITS), doubtful));
      return {
        ...{ signed, used },
        ...(deferred > 0n ? { deferred } : {}),
        ...(coversUnits(ZERO_UNITS, ahead) ? {} : { ahead }),
        ...(aheadClaimed > 0n ? { aheadClaimed } : {}),
      };
    },
    aheadClaimed: () => aheadClaimed,
    count,
    quote: (price) => maxUnits(floor, count(price)),
    retract() {
      const counted = count(ZERO_UNITS);
      const isLower = !coversUnits(counted, floor);
      floor = counted;
      return isLower;
    },
    begin(price, units) {
      underWay = addUnits(underWay, price);
      signed = maxUnits(signed, units);
      floor = maxUnits(floor, units);
    },
    charged(price, units) {
      end(price);
      used = addUnits(used, units);
    },
    free: end,
    doubt(price) {
      end(price);
      doubtful = addUnits(doubtful, price);
    },
    defer(amount) {
      deferred += amount;
    },
    suspect() {
      doubtful = addUnits(doubtful, subtractUnits(signed, used));
    },
    adopt(proven) {
      if (coversUnits(signed, proven)) return;
      signed = maxUnits(signed, proven);
      floor = maxUnits(floor, proven);
      used = maxUnits(used, proven);
      doubtful = ZERO_UNITS;
      forgotten = ZERO_UNITS;
    },
    accept(owed, price) {
      const counted = count(price);
      const most = maxUnits(signed, addUnits(addUnits(counted, doubtful), forgotten));
      const beyond = subtractUnits(owed, most);
      const amount = amountOwed({ from: ZERO_UNITS, to: beyond, prices });
      const free = amount === 0n && !coversUnits(most, owed); // units without a price could still fill a counter
      if (amount > deferred || free) {
        throw clientError('client/overcharged', {
          facts: { field: 'unitsOwed', serial, given: owed, expected: most },
        });
      }
      deferred -= amount;
      const fromDoubt = minUnits(subtractUnits(owed, counted), doubtful);
      doubtful = subtractUnits(doubtful, fromDoubt);
      const fromAhead = minUnits(subtractUnits(owed, addUnits(counted, fromDoubt)), forgotten);
      forgotten = subtractUnits(forgotten, fromAhead);
      aheadClaimed += amountOwed({ from: ZERO_UNITS, to: fromAhead, prices });
      used = addUnits(addUnits(used, addUnits(fromDoubt, fromAhead)), beyond);
    },
  };
}
