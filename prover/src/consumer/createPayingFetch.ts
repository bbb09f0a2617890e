import { TallystickError } from '../core/errors/TallystickError.js';
import { amountOwed } from '../core/receipt/receipt.js';
import type { Units } from '../core/units.js';
import { ZERO_UNITS } from '../core/units.js';
import type { Demand } from '../core/x402/demand.js';
import {
  encodePayment,
  encodePaymentSignature,
  PAYMENT_HEADER,
  SIGNATURE_HEADER,
  X402_VERSION_1,
  X402_VERSION_2,
} from '../core/x402/payment.js';
import { parsePaymentResponse, responseHeaderOf } from '../core/x402/response.js';
import { toUnits } from '../core/x402/toUnits.js';
import type { OpenAllowances } from './AllowanceOpener.js';
import { clientError } from './clientErrors.js';
import type { Purse, SignedPayment } from './createPurse.js';
import { createPurses } from './createPurses.js';
import { openBudget } from './openBudget.js';
import type { ClientAllowance, PayingFetchOptions } from './options.js';
import { assertAllowances } from './options.js';
import { assertExpected, readDemand } from './readDemand.js';
import { PAYABLE, SPENT, TOO_HIGH, UNPAID } from './refusals.js';
import { type PayingHeader, type Resendable, toResendable } from './toResendable.js';

/** With what gateways refuse, those of earlier versions too; a service behind one may answer so as well. */
const REFUSING = new Set([402, 403, 409]);
const MAX_KNOWN_PRICES = 10_000;

/**
 * A `fetch` that pays gateways with receipts, up to the caps given. Requests to other origins than those of the allowances
 * go through unchanged, unless `open` is given: then whoever asks to be paid is, from an allowance that it opens. Await `loadCrypto()` before
 * the first request.
 *
 * Pays in version 2 of x402, and a gateway that shows to read version 1 alone in that.
 *
 * Signs up front for a price that it knows from the caller or from the last request to the same route; otherwise it sends
 * the receipt it has and reacts to the demand, once. It signs for no more than its own count of requests allows, so a
 * gateway that demands more is refused before any money moves. Where `state` has nothing of an allowance and a price is known, what it signs
 * first may hide what was signed before: a gateway may count that much once beside it. Concurrent requests of one allowance add up. A request is
 * never sent again after it may have been served. Redirects are handed to the caller: a payment must not follow them.
 *
 * Of several allowances for an origin the first is spent from until the gateway says that it is used up, expires too soon, or
 * isn't accepted; then the next. A gateway that lies about that gets one receipt of each for a request, within the caps.
 *
 * Throws, beside what `fetch` throws: client/cap-exceeded, client/overcharged, client/prices-differ, client/no-allowance,
 * client/malformed-demand.
 *
 * @throws client/bad-configuration
 *
 * @example
 * import { createPayingFetch, loadCrypto } from '@tallystick/prover';
 *
 * await loadCrypto();
 * const origin = 'https://provider.example';
 * const allowances = [{ serial: 7, chainId, domain, terms, privateKey, origin }];
 * const pay = createPayingFetch({ allowances, maxAmount: 1_000_000n, maxAmountPerRequest: 1_000n }); // token base units
 * const response = await pay(`${origin}/infer`);
 */
export function createPayingFetch(options: PayingFetchOptions): typeof fetch {
  const { allowances = [], open, state, onPayment, signAhead, fetch: send = fetch } = options;
  const clock = options.clock ?? (() => Math.floor(Date.now() / 1000));
  const budget = openBudget(options);
  assertAllowances(allowances);
  const purses = createPurses({ allowances, budget, state, onPayment, signAhead });
  const knownPrices = new Map<string, Units>();
  const versions = new Map<string, number>();
  /** Ways to pay that a route wants to see again with each payment. */
  const ways = new Map<string, object>();
  const openings = new Map<string, Promise<void>>();
  /** How often allowances were opened for an origin. */
  const opened = new Map<string, number>();
  const origins = new Set(allowances.map(({ origin }) => new URL(origin).origin));

  /** The allowances for an origin, in the order to try them. */
  function findAllowances(url: URL): ClientAllowance[] {
    return purses.filter(({ origin, terms }) => new URL(origin).origin === url.origin && terms.expiry > clock());
  }

  function assertAny(found: ClientAllowance[], url: URL): void {
    if (found.length > 0) return;
    const expired = purses.filter(({ origin }) => new URL(origin).origin === url.origin).map(({ serial }) => serial);
    throw clientError('client/no-allowance', { facts: { field: 'expiry', origin: url.origin, expired } });
  }

  const expectedOf = ({ method, url }: Resendable): Units | undefined => {
    const quoted = options.price?.({ method, url });
    return quoted && toUnits(quoted, 'price');
  };

  /** Sends a request with a receipt for its price, and accounts for the outcome. */
  async function attempt({ request, purse, price, owed, way }: AttemptParameters): Promise<Attempt> {
    const payment = await purse.pay({ url: request.url, price, owed });
    let answer: Attempt;
    try {
      answer = await exchange(request, payment, way);
    } catch (error) {
      if (error instanceof TallystickError) purse.cancel(price);
      else purse.end(price, undefined, payment); // it may have been served before the connection broke
      throw error;
    }
    const { response, demand } = answer;
    const report = parsePaymentResponse(responseHeaderOf(response.headers), purse.serial);
    if (report !== undefined || response.status < 400) {
      purse.end(price, report, payment);
      if (report !== undefined) purse.introduced(true, 'charge');
      return { response };
    }
    purse.cancel(price);
    if (demand !== undefined && PAYABLE.has(demand.code)) purse.introduced(demand.serial !== undefined, 'demand');
    return answer;
  }

  /** Sends a request, and again by itself where the gateway refused what was signed ahead of it. */
  async function attemptWithin(parameters: AttemptParameters): Promise<Attempt> {
    const answer = await attempt(parameters);
    if (answer.demand === undefined || !TOO_HIGH.has(answer.demand.code) || !parameters.purse.retract()) return answer;
    discard(answer.response);
    return attempt(parameters);
  }

  /** Sends a payment in the version that the origin reads, and in the other one where it shows not to have found a payment. */
  async function exchange({ url, method, send }: Resendable, payment: SignedPayment, way?: object): Promise<Attempt> {
    const version = versions.get(url.origin) ?? X402_VERSION_2;
    const route = routeOf({ url, method });
    const repeated = way ?? ways.get(route);
    const answer = await readRefusal(await send(toHeader(version, payment, repeated)));
    const { demand } = answer;
    // A server of x402's own finds a payment only with the way that it demanded, as it demands it now.
    if (demand === undefined || demand.code !== UNPAID || (demand.version === version && way !== undefined))
      return answer;
    discard(answer.response);
    versions.set(url.origin, demand.version);
    if (ways.size >= MAX_KNOWN_PRICES) ways.clear();
    if (demand.version === X402_VERSION_2) ways.set(route, demand.way);
    return readRefusal(await send(toHeader(demand.version, payment, demand.way)));
  }

  async function payFrom(allowance: ClientAllowance, request: Resendable): Promise<Attempt> {
    const { url, method } = request;
    const purse = await purses.of(allowance);
    const route = routeOf({ url, method });
    const expected = expectedOf(request);
    const upFront = expected ?? knownPrices.get(route) ?? ZERO_UNITS;
    const first = await attemptWithin({ request, purse, price: upFront });
    const { demand } = first;
    if (demand === undefined || !PAYABLE.has(demand.code)) return first;
    discard(first.response);
    purse.consider(demand, expected);
    const { price, unitsOwed } = demand;
    if (knownPrices.size >= MAX_KNOWN_PRICES) knownPrices.clear();
    knownPrices.set(route, price);
    return attemptWithin({ request, purse, price, owed: unitsOwed, way: demand.way });
  }

  /** Pays from what there is, and where that won't do from what is opened, if anything may be. */
  async function payAndFetch(request: Resendable, openMore: OpenAllowances | undefined): Promise<Response> {
    const { url } = request;
    const found = findAllowances(url);
    if (openMore === undefined) assertAny(found, url);
    let refused: Response | undefined;
    for (const allowance of found) {
      const { response, demand } = await payFrom(allowance, request);
      discard(refused);
      if (demand === undefined || !SPENT.has(demand.code)) return response;
      purses.putLast(allowance);
      refused = response;
    }
    if (openMore === undefined) return refused as Response;
    discard(refused);
    return askAndPay(request, openMore);
  }

  /** Sends a request without a payment, and where that is asked for gets an allowance and pays. */
  async function askAndPay(request: Resendable, openMore: OpenAllowances): Promise<Response> {
    const { url } = request;
    const before = opened.get(url.origin);
    const answer = await request.ask();
    const isAsked = answer.status === 402 && !answer.redirected;
    const { response, demand } = isAsked ? await readDemand(answer) : { response: answer, demand: undefined };
    if (demand === undefined) return response;
    discard(response);
    const expected = expectedOf(request);
    if (expected !== undefined) assertExpected(demand.price, expected);
    budget.assertRequest(amountOwed({ from: ZERO_UNITS, to: demand.price, prices: demand.prices }));
    // Requests at once wait for the same opening.
    if (opened.get(url.origin) === before) await openOnce(url.origin, demand, openMore);
    return payAndFetch(request, undefined);
  }

  function openOnce(origin: string, demand: Demand, openMore: OpenAllowances): Promise<void> {
    const opening = async (): Promise<void> => {
      purses.add(await openMore({ origin, demand }));
      origins.add(origin);
      opened.set(origin, (opened.get(origin) ?? 0) + 1);
    };
    const underWay = openings.get(origin) ?? opening().finally(() => openings.delete(origin));
    openings.set(origin, underWay);
    return underWay;
  }

  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (origins.has(url.origin)) return payAndFetch(toResendable(send, url, input, init), open);
    if (open === undefined) return send(input, init);
    return askAndPay(toResendable(send, url, input, init), open);
  };
}

type Attempt = { response: Response; demand?: Demand };

function routeOf({ url, method }: Pick<Resendable, 'url' | 'method'>): string {
  return `${method} ${url.origin}${url.pathname}`;
}

type AttemptParameters = {
  request: Resendable;
  purse: Purse;
  price: Units;
  /** Cumulative units that the gateway asked for, once they were accepted. */
  owed?: Units | undefined;
  /** The way to pay that it answers. */
  way?: object | undefined;
};

function toHeader(version: number, payment: SignedPayment, way: object | undefined): PayingHeader {
  if (version === X402_VERSION_1) return { name: PAYMENT_HEADER, value: encodePayment(payment) };
  return { name: SIGNATURE_HEADER, value: encodePaymentSignature(payment, way) };
}

async function readRefusal(response: Response): Promise<Attempt> {
  return REFUSING.has(response.status) ? readDemand(response) : { response };
}

/** Lets go of an answer that nobody will read, and of its connection. */
function discard(response: Response | undefined): void {
  response?.body?.cancel().catch(() => undefined);
}
