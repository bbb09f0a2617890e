import { clientError } from '../consumer/clientErrors.js';
import type { Purse, SignedPayment } from '../consumer/createPurse.js';
import { createPurses } from '../consumer/createPurses.js';
import { openBudget } from '../consumer/openBudget.js';
import { assertAllowances, type ClientAllowance, type PayingFetchOptions } from '../consumer/options.js';
import { PAYABLE, SPENT, TOO_HIGH } from '../consumer/refusals.js';
import { TallystickError } from '../core/errors/TallystickError.js';
import { amountOwed } from '../core/receipt/receipt.js';
import { type Units, ZERO_UNITS } from '../core/units.js';
import { type Demand, parseDemandEntry } from '../core/x402/demand.js';
import { PAYMENT_SCHEME, serializePayload, X402_VERSION_2 } from '../core/x402/payment.js';
import { readSettlement } from '../core/x402/response.js';
import { x402Error } from '../core/x402/x402Errors.js';
import type { DollarToken, X402Requirements, X402Scheme } from './X402Scheme.js';

export type X402SchemeOptions = Omit<PayingFetchOptions, 'price' | 'fetch' | 'open' | 'allowances'> & {
  allowances: readonly ClientAllowance[];
  /**
   * Tokens that are worth a dollar each, in the caller's judgement: x402's client holds its cap in dollars against them. It refuses any
   * other unless its `spendControls` allow the token.
   */
  dollarTokens?: readonly DollarToken[];
};

/** A payment that is out, of which no answer has come yet. */
type UnderWay = {
  purse: Purse;
  allowance: ClientAllowance;
  /** Units that the demand asked for. */
  price: Units;
  /** Units that the receipt was signed for, beyond those before. */
  signedFor: Units;
  payment: SignedPayment;
  until: number;
};

/** Bounds for how long an answer is waited for, in seconds, whatever a demand says. */
const MIN_TIMEOUT = 1;
const MAX_TIMEOUT = 600;

/**
 * Receipts as a scheme for x402's own clients, version 2: register it, and `@x402/fetch` or whatever else pays through an x402Client pays
 * gateways from the allowances given, up to the caps given and the client's own spend controls. Await `loadCrypto()` before.
 *
 * It signs by its own count, the first time of an allowance of which `state` has nothing by none: a gateway that knows of receipts signed
 * before answers with proof; the scheme checks that, and the client sends the request again, once. Of several allowances the first is spent from until the gateway says
 * that it is used up or isn't accepted; then the next. A payment whose answer never came may be demanded later, and isn't signed for twice.
 *
 * A client of before version 2.27 of `@x402/core`, as the one in `@x402/axios` 2.11, tells a scheme no answers. It pays too: each payment is
 * counted as charged in full, whatever came of it, and a lost state can't be recovered, so give it a `state` that lasts.
 *
 * x402's client doesn't tell a scheme which URL was asked. Whoever answers can so make demands in a provider's name: what he gets is a
 * receipt that pays that provider alone, within the caps, and the allowance's view key. To keep both to the allowance's `origin`, hand
 * `onPaymentRequired` to an x402HTTPClient, as the example does.
 *
 * `@x402/fetch` and `@x402/axios` send `Access-Control-Expose-Headers` with a payment, as a request's header: a service that pages of other
 * origins call has to allow it beside `PAYMENT-SIGNATURE` in the answer to their preflights.
 *
 * @throws client/bad-configuration
 *
 * @example
 * import { loadCrypto } from '@tallystick/prover';
 * import { createX402Scheme } from '@tallystick/prover/x402';
 * import { wrapFetchWithPayment, x402Client, x402HTTPClient } from '@x402/fetch';
 *
 * await loadCrypto();
 * const scheme = createX402Scheme({ allowances, maxAmount: 1_000_000n, maxAmountPerRequest: 1_000n }); // token base units
 * const client = new x402Client().register(`eip155:${chainId}`, scheme);
 * client.setSpendControls({ allowedAssets: [{ network: `eip155:${chainId}`, asset: token }] });
 * const http = new x402HTTPClient(client).onPaymentRequired(scheme.onPaymentRequired);
 * const response = await wrapFetchWithPayment(fetch, http)('https://provider.example/infer');
 */
export function createX402Scheme(options: X402SchemeOptions): X402Scheme {
  const { allowances, state, onPayment, signAhead, dollarTokens = [] } = options;
  const clock = options.clock ?? (() => Math.floor(Date.now() / 1000));
  const budget = openBudget(options);
  assertAllowances(allowances);
  const purses = createPurses({ allowances, budget, state, onPayment, signAhead });
  const underWay = new Map<object, UnderWay>();
  const askedAt = new WeakMap<object, string>();
  const refused = new WeakSet<object>();
  /** Whether the client took the hooks when the scheme was registered, as x402's own do that tell answers. */
  let tellsAnswers = false;

  /** The allowances that may pay a demand, in the order to try them. */
  function findAllowances({ network, domain, providerSerial }: Demand, requirements: object): ClientAllowance[] {
    const url = askedAt.get(requirements);
    return purses.filter(
      (allowance) =>
        `eip155:${allowance.chainId}` === network &&
        allowance.domain === domain &&
        allowance.terms.providerSerial === providerSerial &&
        allowance.terms.expiry > clock() &&
        (url === undefined || new URL(allowance.origin).origin === new URL(url).origin),
    );
  }

  /** Answers that never came: the requests may have been charged. */
  function giveUp(): void {
    for (const [payload, { purse, signedFor, payment, until }] of underWay) {
      if (until > clock()) continue;
      underWay.delete(payload);
      purse.end(signedFor, undefined, payment);
    }
  }

  /** What to pay, and from what. A gateway's correction is in the purse's own count by then. */
  async function choose(
    requirements: X402Requirements,
  ): Promise<{ allowance: ClientAllowance; purse: Purse; price: Units }> {
    const demand = parseDemandEntry(requirements, undefined, X402_VERSION_2);
    assertAmount(demand, requirements.amount);
    const [allowance] = findAllowances(demand, requirements);
    if (allowance === undefined) {
      const { network, providerSerial } = demand;
      const facts = { field: 'providerSerial', network, given: providerSerial, url: askedAt.get(requirements) ?? null };
      throw clientError('client/no-allowance', { facts });
    }
    const purse = await purses.of(allowance);
    purse.consider(demand, undefined);
    return { allowance, purse, price: demand.price };
  }

  async function createPayload(
    x402Version: number,
    requirements: X402Requirements,
    { maxAmountPerPayment }: { maxAmountPerPayment?: string } = {},
  ): ReturnType<X402Scheme['createPaymentPayload']> {
    if (x402Version !== X402_VERSION_2) {
      const facts = { field: 'x402Version', given: x402Version, expected: X402_VERSION_2 };
      throw clientError('client/bad-configuration', { facts });
    }
    giveUp();
    const { allowance, purse, price } = await choose(requirements);
    const url = new URL(askedAt.get(requirements) ?? allowance.origin);
    const most = maxAmountPerPayment === undefined ? undefined : BigInt(maxAmountPerPayment);
    // Where nothing is remembered, a receipt for this price could be one that was signed before: then nobody could tell what it paid for.
    const isFirst = tellsAnswers && purse.isUnheardOf() && !refused.has(requirements);
    const signedFor = isFirst ? ZERO_UNITS : price;
    const payment = await purse.pay({ url, price: signedFor, most, isAlone: refused.has(requirements) });
    const payload = serializePayload(payment);
    if (!tellsAnswers) {
      purse.end(price, { unitsCharged: price, unitsUsed: undefined }, payment);
      return { x402Version, payload };
    }
    const timeout = Math.min(Math.max(requirements.maxTimeoutSeconds, MIN_TIMEOUT), MAX_TIMEOUT);
    underWay.set(payload, { purse, allowance, price, signedFor, payment, until: clock() + timeout });
    return { x402Version, payload };
  }

  const hooks: X402Scheme['schemeHooks'] = {
    async onPaymentResponse({ paymentPayload: { payload }, requirements, settleResponse, paymentRequired }) {
      const entry = underWay.get(payload);
      if (entry === undefined) return undefined;
      underWay.delete(payload);
      const { purse, allowance, price, signedFor, payment } = entry;
      if (settleResponse !== undefined || paymentRequired === undefined) {
        const report = settleResponse && readSettlement(settleResponse, purse.serial);
        purse.end(signedFor, report, payment);
        if (report !== undefined) purse.introduced(true, 'charge');
        return undefined;
      }
      purse.cancel(signedFor);
      refused.add(requirements);
      const way = paymentRequired.accepts.find((way: { scheme?: unknown }) => way.scheme === PAYMENT_SCHEME);
      if (way === undefined) return undefined;
      const demand = parseDemandEntry(way, (way as { extra?: { code?: unknown } }).extra?.code, X402_VERSION_2);
      if (PAYABLE.has(demand.code)) {
        purse.introduced(demand.serial !== undefined, 'demand');
        purse.consider(demand, price);
        return { recovered: true };
      }
      if (TOO_HIGH.has(demand.code) && purse.retract()) return { recovered: true };
      if (!SPENT.has(demand.code)) return undefined;
      purses.putLast(allowance);
      const [next] = findAllowances(demand, requirements);
      return next === undefined || next === allowance ? undefined : { recovered: true };
    },
  };

  return {
    scheme: PAYMENT_SCHEME,
    get schemeHooks() {
      tellsAnswers = true;
      return hooks;
    },
    findDefaultAsset: (asset, network) =>
      dollarTokens.find((token) => token.network === network && token.asset.toLowerCase() === asset.toLowerCase()),

    createPaymentPayload: (x402Version, requirements, context) =>
      createPayload(x402Version, requirements, context).catch((error: unknown) => {
        throw error instanceof TallystickError ? withFactsInMessage(error) : error;
      }),

    async onPaymentRequired({ paymentRequired, requestUrl }) {
      if (requestUrl === undefined) {
        const expected = 'a client that says which URL was asked; leave the hook out with another';
        throw clientError('client/bad-configuration', { facts: { field: 'requestUrl', given: null, expected } });
      }
      for (const way of paymentRequired.accepts) askedAt.set(way, requestUrl);
      return undefined;
    },
  };
}

/** x402's client hands on nothing of an error but its message: so that says what was given and expected, and what helps. */
function withFactsInMessage(error: TallystickError): TallystickError {
  const { field, given, expected } = error.facts;
  const found =
    field === undefined ? '' : ` ${field}: given ${given}${expected === undefined ? '' : `, expected ${expected}`}.`;
  return error.retold({ message: `${error.message}${found} ${error.remedy}` });
}

/**
 * Checks that a demand's units come to no more than the amount that the client's spend controls and policies have seen.
 *
 * @throws client/overcharged, client/malformed-demand
 */
function assertAmount({ price, prices }: Demand, amount: string): void {
  if (!/^[0-9]{1,78}$/.test(amount)) {
    const facts = { field: 'accepts.amount', given: amount, expected: 'a decimal string' };
    throw x402Error('client/malformed-demand', { facts });
  }
  const given = amountOwed({ from: ZERO_UNITS, to: price, prices });
  if (given > BigInt(amount))
    throw clientError('client/overcharged', { facts: { field: 'amount', given, expected: amount } });
}
