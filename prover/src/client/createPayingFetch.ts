import type { Units } from '../account/Units.js';
import { ZERO_UNITS } from '../account/ZERO_UNITS.js';
import { TallystickError } from '../errors/TallystickError.js';
import { toUnits } from '../gateway/toUnits.js';
import { PAYMENT_RESPONSE_HEADER } from '../gateway/x402.js';
import { createPurse, type Purse } from './createPurse.js';
import type { Demand } from './Demand.js';
import { openBudget } from './openBudget.js';
import type { PayingFetchOptions } from './PayingFetchOptions.js';
import { parsePaymentResponse } from './parsePaymentResponse.js';
import { readDemand } from './readDemand.js';
import { type Resendable, toResendable } from './toResendable.js';

/** Answers that another receipt can put right. */
const PAYABLE = new Set([
  'gateway/payment-required',
  'gateway/payment-insufficient',
  'gateway/allowance-needed',
  'receipt/lower-than-settled',
]);
const MAX_KNOWN_PRICES = 10_000;

/**
 * A `fetch` that pays gateways with receipts, up to the caps given. Requests to other origins than those of the allowances
 * go through unchanged. Await `loadCrypto()` before the first request.
 *
 * Signs up front for a price that it knows from the caller or from the last request to the same route; otherwise it sends
 * the receipt it has and reacts to the demand, once. It signs for no more than its own count of requests allows, so a
 * gateway that demands more is refused before any money moves. Concurrent requests of one allowance add up. A request is
 * never sent again after it may have been served. Redirects are handed to the caller: a payment must not follow them.
 *
 * Throws, beside what `fetch` throws: client/cap-exceeded, client/overcharged, client/prices-differ, client/no-allowance,
 * client/malformed-demand.
 *
 * @throws client/bad-configuration
 */
export function createPayingFetch(options: PayingFetchOptions): typeof fetch {
  const { allowances, state, onPayment, fetch: send = fetch } = options;
  const clock = options.clock ?? (() => Math.floor(Date.now() / 1000));
  const budget = openBudget(options);
  const purses = new Map<number, Promise<Purse>>();
  const knownPrices = new Map<string, Units>();
  const origins = new Set(allowances.map(({ origin }) => new URL(origin).origin));

  function findPurse(url: URL): Promise<Purse> {
    const atOrigin = allowances.filter(({ origin }) => new URL(origin).origin === url.origin);
    const allowance = atOrigin.find(({ terms }) => terms.expiry > clock());
    if (allowance === undefined) {
      const expired = atOrigin.map(({ serial }) => serial);
      throw new TallystickError('client/no-allowance', { facts: { field: 'expiry', origin: url.origin, expired } });
    }
    const { serial } = allowance;
    const purse = purses.get(serial) ?? createPurse({ allowance, budget, state, onPayment });
    purses.set(serial, purse);
    return purse;
  }

  async function payAndFetch(request: Resendable): Promise<Response> {
    const { url, method } = request;
    const purse = await findPurse(url);
    const route = `${method} ${url.origin}${url.pathname}`;
    const quoted = options.price?.({ method, url });
    const expected = quoted && toUnits(quoted, 'price');
    const first = await attempt(request, purse, expected ?? knownPrices.get(route) ?? ZERO_UNITS);
    if (first.demand === undefined) return first.response;
    purse.consider(first.demand, expected);
    const { price, unitsOwed } = first.demand;
    if (knownPrices.size >= MAX_KNOWN_PRICES) knownPrices.clear();
    knownPrices.set(route, price);
    return (await attempt(request, purse, price, unitsOwed)).response;
  }

  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (!origins.has(url.origin)) return send(input, init);
    return payAndFetch(toResendable(send, url, input, init));
  };
}

type Attempt = { response: Response; demand?: Demand };

/** Sends a request with a receipt for its price, and accounts for the outcome. */
async function attempt(request: Resendable, purse: Purse, price: Units, owed?: Units): Promise<Attempt> {
  const payment = await purse.pay(request.url, price, owed);
  let response: Response;
  try {
    response = await request.send(payment);
  } catch (error) {
    purse.end(price, undefined); // it may have been served before the connection broke
    throw error;
  }
  const { status, headers } = response;
  if (status !== 402 && status !== 409) {
    const charged = parsePaymentResponse(headers.get(PAYMENT_RESPONSE_HEADER));
    if (charged !== undefined || status < 400) purse.end(price, charged);
    else purse.cancel(price);
    if (charged !== undefined) purse.introduced(true);
    return { response };
  }
  purse.cancel(price);
  const answer = await readDemand(response);
  if (answer.demand === undefined || !PAYABLE.has(answer.demand.code)) return { response: answer.response };
  purse.introduced(answer.demand.serial !== undefined);
  return answer;
}
