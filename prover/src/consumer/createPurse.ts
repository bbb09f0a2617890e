import { amountOwed, type Receipt, signReceipt, verifyReceipt } from '../core/receipt/receipt.js';
import { publicKeyOf } from '../core/signature.js';
import type { Units } from '../core/units.js';
import { coversUnits, maxUnits, minUnits, ZERO_UNITS } from '../core/units.js';
import type { Demand } from '../core/x402/demand.js';
import type { Payment } from '../core/x402/payment.js';
import type { PaymentReport } from '../core/x402/response.js';
import { clientError } from './clientErrors.js';
import { createLedger } from './createLedger.js';
import type { NotingStateStore } from './keepingNotes.js';
import type { Budget } from './openBudget.js';
import type { ClientAllowance, PayingFetchOptions } from './options.js';
import { assertPrices } from './options.js';
import { assertExpected, assertOurs } from './readDemand.js';
import { reachAhead, type SignAhead } from './signAhead.js';

/** What a request goes out with. */
export type SignedPayment = Payment & {
  /** How many charges had been told of by then; what one of them said again comes out of a cache. */
  chargesTold: number;
};

export type PurseRequest = {
  url: URL;
  price: Units;
  /** Cumulative units that the gateway asked for, once `consider` accepted them. */
  owed?: Units | undefined;
  /** Most token base units for this request, beside what the budget allows. */
  most?: bigint | undefined;
  /** Whether nothing may be signed ahead: the request can't be sent again should the gateway refuse that. */
  isAlone?: boolean | undefined;
};

/** One allowance in a client's hand. */
export type Purse = {
  readonly serial: number;
  /** Whether nothing is remembered of the allowance and its gateway hasn't spoken of it yet: more may have been signed than is known here. */
  isUnheardOf(): boolean;
  /**
   * Signs for one request and enters it as under way.
   *
   * @throws client/cap-exceeded
   */
  pay(request: PurseRequest): Promise<SignedPayment>;
  /**
   * Checks a gateway's demand against the terms, the caps and this client's own count.
   *
   * @param expected what the caller said the request costs
   * @throws client/no-allowance, client/prices-differ, client/cap-exceeded, client/overcharged
   */
  consider(demand: Demand, expected: Units | undefined): void;
  /** Ends a request by what the gateway told of its charge; undefined when nobody knows. */
  end(price: Units, report: PaymentReport | undefined, payment: SignedPayment): void;
  /**
   * Signs ahead no more, and lets receipts begin at what was charged again: the allowance holds no more, or the gateway takes none that reaches
   * so far.
   *
   * @returns whether a receipt would be lower now
   */
  retract(): boolean;
  /** Ends a request that was not served. */
  cancel(price: Units): void;
  /** The gateway has shown that it knows the allowance, or that it doesn't, by a demand or by what it charged. */
  introduced(known: boolean, by: 'demand' | 'charge'): void;
};

type CreatePurseParameters = {
  allowance: ClientAllowance;
  budget: Budget;
  state: NotingStateStore | undefined;
  onPayment: PayingFetchOptions['onPayment'] | undefined;
  signAhead: SignAhead | undefined;
};

/** Of charges that were told of, to tell answers out of caches from new ones. */
const MAX_KNOWN_CHARGES = 10_000;

/** @throws whatever the state store throws */
export async function createPurse({
  allowance,
  budget,
  state,
  onPayment,
  signAhead,
}: CreatePurseParameters): Promise<Purse> {
  const { serial, domain, chainId, terms, privateKey, settled = ZERO_UNITS } = allowance;
  const { prices, viewKey } = terms;
  const network = `eip155:${chainId}`;
  const remembered = await state?.load(serial);
  const start = remembered ?? { signed: settled, used: settled };
  let isUnheardOf = remembered === undefined;
  const ledger = createLedger({ start, prices, serial });
  const worth = (units: Units): bigint => amountOwed({ from: ZERO_UNITS, to: units, prices });
  /** The charges that were told of, by the cumulative units that each left: its number among them. */
  const charges = new Map<string, number>();
  let chargesTold = 0;
  let known = false;
  /** The latest receipt, sent again while it covers what is asked. */
  let latest: { receipt: Receipt; saved: Promise<void> | undefined } | undefined;
  let isRetracted = false;

  /** What a receipt commits beyond those before. */
  const addedBy = (units: Units): bigint => {
    const { signed } = ledger.state();
    return amountOwed({ from: signed, to: maxUnits(signed, units), prices });
  };

  /** Units to sign for, where the latest receipt doesn't do. */
  function reach(needed: Units, price: Units, most: bigint | undefined): Units {
    if (signAhead === undefined || isRetracted) return needed;
    // What a provider has counted of it after a restart may be lost: the cap is for all runs together.
    const maxAmount = signAhead.maxAmount - ledger.aheadClaimed();
    const isWithin = (units: Units): boolean => {
      const amount = addedBy(units);
      return budget.has(amount) && (most === undefined || amount <= most);
    };
    return reachAhead({
      signAhead: { ...signAhead, maxAmount },
      needed,
      counted: ledger.count(price),
      price,
      prices,
      isWithin,
    });
  }

  async function pay({ url, price, owed = ZERO_UNITS, most, isAlone = false }: PurseRequest): Promise<SignedPayment> {
    budget.assertRequest(worth(price));
    const needed = maxUnits(ledger.quote(price), owed);
    const isCovered = latest !== undefined && coversUnits(latest.receipt.units, needed);
    const units = isCovered || isAlone ? needed : reach(needed, price, most);
    const amount = addedBy(units);
    if (most !== undefined) assertMost(most, amount > worth(price) ? amount : worth(price), serial);
    budget.take(amount);
    ledger.begin(price, units);
    try {
      if (latest === undefined || !isCovered) latest = sign(units);
      const { receipt, saved } = latest;
      await saved;
      if (amount > 0n) onPayment?.({ serial, url: url.href, receipt, amount });
      return { network, receipt, viewKey: known ? undefined : viewKey, chargesTold };
    } catch (error) {
      latest = undefined;
      ledger.free(price);
      throw error;
    }
  }

  function sign(units: Units): NonNullable<typeof latest> {
    const receipt = signReceipt({ domain, serial, units, privateKey });
    return { receipt, saved: state?.save(serial, ledger.state()) };
  }

  function consider(demand: Demand, expected: Units | undefined): void {
    assertOurs(demand, { serial, domain, network, providerSerial: terms.providerSerial });
    assertPrices(demand, prices, serial);
    if (expected !== undefined) assertExpected(demand.price, expected, serial);
    budget.assertRequest(worth(demand.price));
    const { latestReceipt: proof, unitsOwed } = demand;
    const isOurs = proof?.serial === serial && proof.domain === domain;
    if (isOurs && verifyReceipt({ receipt: proof, owner: publicKeyOf(privateKey) })) ledger.adopt(proof.units);
    if (unitsOwed !== undefined) ledger.accept(unitsOwed, demand.price);
  }

  /**
   * Whether this charge was told of before its request went out: then the answer came out of a cache, and this request was charged nothing
   * that we know of. Of requests under way together a gateway may tell the same, what all of them left.
   */
  function isRepeated({ unitsCharged, unitsUsed }: PaymentReport, payment: SignedPayment): boolean {
    if (unitsUsed === undefined || unitsCharged === null || coversUnits(ZERO_UNITS, unitsCharged)) return false;
    const key = Object.values(unitsUsed).join();
    const told = charges.get(key);
    if (told !== undefined) return told <= payment.chargesTold;
    chargesTold += 1;
    charges.set(key, chargesTold);
    if (charges.size > MAX_KNOWN_CHARGES) charges.delete(charges.keys().next().value as string);
    return false;
  }

  function settle(price: Units, report: PaymentReport | undefined, payment: SignedPayment): void {
    const charged = report === undefined || isRepeated(report, payment) ? undefined : report.unitsCharged;
    if (charged === null) ledger.defer(budget.perRequest);
    if (charged === null || charged === undefined) {
      ledger.doubt(price);
      return;
    }
    // The price agreed on is the most that is acknowledged; where none was, the cap for one request is.
    const within = worth(price) === 0n && worth(charged) <= budget.perRequest;
    ledger.charged(price, within ? charged : minUnits(charged, price));
  }

  return {
    serial,
    isUnheardOf: () => isUnheardOf,
    pay,
    consider,
    end(price, report, payment) {
      settle(price, report, payment);
      state?.note(serial, ledger.state());
    },
    retract() {
      if (signAhead === undefined) return false;
      isRetracted = true;
      latest = undefined;
      return ledger.retract();
    },
    cancel: (price) => ledger.free(price),
    introduced(value, by) {
      known = value;
      if (!known) return;
      if (isUnheardOf && by === 'demand') ledger.suspect();
      isUnheardOf = false;
    },
  };
}

function assertMost(most: bigint, given: bigint, serial: number): void {
  if (given <= most) return;
  const facts = { field: 'maxAmountPerPayment', serial, given, expected: `at most ${most}` };
  throw clientError('client/cap-exceeded', { facts });
}
