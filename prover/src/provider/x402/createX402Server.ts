import { decodeBase64, encodeBase64 } from '../../core/base64.js';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { JsonReader } from '../../core/JsonReader.js';
import { amountOwed } from '../../core/receipt/receipt.js';
import { parseUnits, type SerializedUnits, serializeUnits, type Units, ZERO_UNITS } from '../../core/units.js';
import { PAYMENT_SCHEME, X402_VERSION_2 } from '../../core/x402/payment.js';
import type { PaymentRequired } from '../../core/x402/paymentRequired.js';
import type { SettlementResponse } from '../../core/x402/response.js';
import { toUnits } from '../../core/x402/toUnits.js';
import { x402Error } from '../../core/x402/x402Errors.js';
import type { Admission, Gateway, Refusal } from '../gateway/gateway.js';
import { gatewayError } from '../gatewayErrors.js';
import type { X402Payment, X402SchemeFacilitator, X402Server, X402Settled, X402Way } from './X402Server.js';

export type X402ServerOptions = {
  gateway: Gateway;
  /** How long a request that was verified may take until it is settled; 600,000 by default. Its units are free again then, and settling fails. */
  maxHoldMs?: number;
};

type Held = { admission: Admission; timer: NodeJS.Timeout };

/** Facts of a refusal that concern the allowance, and no other payer. */
const DYNAMIC = ['code', 'serial', 'unitsOwed', 'unitsUsed', 'latestReceipt'] as const;
/** Refusals that nobody has fetched yet, at most. */
const MAX_REFUSALS = 10_000;

/**
 * Receipts for resource servers that are built with x402's own packages, version 2.27, such as `@x402/express` and `@x402/hono`, over a gateway in the
 * same process. A service without them takes `fastifyGateway`,
 * `nodeHttpGateway` or another adapter, which ask for less: x402's servers hold a whole answer in memory, and can't meter.
 *
 * Verifying reserves the price, so of two requests that send one receipt the second is served only if that covers both. Settling charges
 * what was reserved, durably, before the answer goes out; it charges once for each that was verified, and nothing that wasn't. A handler
 * that fails gives back what was reserved. Should settling fail, x402's server withholds the answer: the work is the service's loss.
 *
 * @throws gateway/bad-configuration
 *
 * @example
 * import { createX402Server } from '@tallystick/prover/provider';
 * import { paymentMiddleware, x402ResourceServer } from '@x402/express';
 * import express from 'express';
 *
 * const { client, server, priceOf, payTo, network } = createX402Server({ gateway });
 * const resources = new x402ResourceServer(client).register(network, server);
 * const price = priceOf({ computeUnitSeconds: 1n });
 * const app = express();
 * app.use(paymentMiddleware({ 'GET /infer': { accepts: { scheme: 'tallystick', network, payTo, price } } }, resources));
 */
export function createX402Server({ gateway, maxHoldMs = 600_000 }: X402ServerOptions): X402Server {
  const held = new Map<string, Held[]>();
  const refusals = new Map<string, Refusal>();
  const base = demandOf(gateway, ZERO_UNITS);
  const network = base.network as X402Server['network'];
  const prices = parseUnits(readerOf(base.extra.prices));

  const amountOf = (units: Units): bigint => amountOwed({ from: ZERO_UNITS, to: units, prices });

  /** @throws gateway/bad-configuration where the route's price was not made by `priceOf`, or is another at settling */
  function unitsOf({ amount, extra }: X402Way): Units {
    const units = parseUnits(readerOf(extra.price));
    if (`${amountOf(units)}` === amount) return units;
    throw x402Error('gateway/bad-configuration', {
      facts: { field: 'price.amount', given: amount, expected: `${amountOf(units)}, what the units come to` },
    });
  }

  /** Of requests with one payment, each has what was reserved at its own price: else who has a cheap one fail would have paid for a dear one. */
  const keyOf = (payload: object, { extra }: Pick<X402Way, 'extra'>): string =>
    JSON.stringify([payload, serializeUnits(parseUnits(readerOf(extra.price)))]);

  function take(payload: object, way: Pick<X402Way, 'extra'>): Held | undefined {
    const key = keyOf(payload, way);
    const [first, ...rest] = held.get(key) ?? [];
    if (rest.length > 0) held.set(key, rest);
    else held.delete(key);
    clearTimeout(first?.timer);
    return first;
  }

  function hold(payload: object, way: X402Way, admission: Admission): void {
    const key = keyOf(payload, way);
    const timer = setTimeout(() => {
      const left = (held.get(key) ?? []).filter((one) => one.admission !== admission);
      if (left.length > 0) held.set(key, left);
      else held.delete(key);
      admission.release().catch(() => undefined);
    }, maxHoldMs);
    timer.unref();
    held.set(key, [...(held.get(key) ?? []), { admission, timer }]);
  }

  function keepRefusal(payload: object, refusal: Refusal): void {
    if (refusals.size >= MAX_REFUSALS) refusals.clear();
    refusals.set(JSON.stringify(payload), refusal);
  }

  /** What a refusal of this payment adds to the demand, once. */
  function correctionOf(payload: object | undefined): Record<string, unknown> {
    if (payload === undefined) return { code: 'gateway/payment-required' };
    const key = JSON.stringify(payload);
    const refusal = refusals.get(key);
    refusals.delete(key);
    const extra: Record<string, unknown> = { ...refusal?.body.accepts[0]?.extra, code: refusal?.body.code };
    return Object.fromEntries(DYNAMIC.flatMap((name) => (extra[name] === undefined ? [] : [[name, extra[name]]])));
  }

  const facilitator: X402SchemeFacilitator = {
    scheme: PAYMENT_SCHEME,
    caipFamily: 'eip155:*',
    getExtra: () => undefined,
    getSigners: () => [],
    async verify(payment, way) {
      const { payload, resource } = payment;
      const price = unitsOf(way);
      const signature = toSignature(payment, way);
      const decision = await gateway.admit({ payment: undefined, signature, price, resource: resource?.url ?? '' });
      if (decision.admitted) {
        hold(payload, way, decision.admission);
        return { isValid: true, payer: `${decision.admission.serial}` };
      }
      keepRefusal(payload, decision.refusal);
      const { code, error } = decision.refusal.body;
      return { isValid: false, invalidReason: code, invalidMessage: error };
    },
    async settle({ payload }, way) {
      let entry: Held | undefined;
      try {
        entry = take(payload, way);
        if (entry === undefined) throw gatewayError('gateway/not-reserved');
        unitsOf(way);
        return toSettled(await entry.admission.settle(), network);
      } catch (error) {
        await entry?.admission.release().catch(() => undefined);
        const { code, message } = error instanceof TallystickError ? error : gatewayError('gateway/unavailable');
        return { success: false, transaction: '', network: way.network, errorReason: code, errorMessage: message };
      }
    },
  };

  return {
    network,
    payTo: base.payTo,
    priceOf(given) {
      const units = toUnits(given, 'price');
      return { asset: base.asset, amount: `${amountOf(units)}`, extra: { price: serializeUnits(units) } };
    },
    server: {
      scheme: PAYMENT_SCHEME,
      defaultAssetTransferMethod: 'default',
      paymentFlows: { default: { supported: ['authorization'], default: 'authorization' } },
      dynamicExtraFields: [...DYNAMIC],
      schemeHooks: {
        async onVerifiedPaymentCanceled({ paymentPayload: { payload }, requirements }) {
          await take(payload, requirements)?.admission.release();
        },
      },
      async parsePrice(price) {
        const { asset, amount, extra } = (price ?? {}) as Partial<X402Way>;
        if (asset === base.asset && typeof amount === 'string' && extra?.price !== undefined) {
          return { asset, amount, extra };
        }
        throw x402Error('gateway/bad-configuration', {
          facts: { field: 'price', expected: 'what `priceOf` gives for the units of the route' },
        });
      },
      async enhancePaymentRequirements(way) {
        const { code: _, price: __, ...extra } = base.extra;
        const enhanced = { ...way, payTo: base.payTo, extra: { ...way.extra, ...extra } };
        unitsOf(enhanced);
        return enhanced;
      },
      async enrichPaymentRequiredResponse({ requirements, paymentPayload }) {
        const correction = correctionOf(paymentPayload?.payload);
        return requirements.map((way) =>
          way.scheme === PAYMENT_SCHEME && way.network === network
            ? { ...way, extra: { ...way.extra, ...correction } }
            : way,
        );
      },
    },
    facilitator,
    client: {
      verify: facilitator.verify,
      settle: facilitator.settle,
      async getSupported() {
        const kind = { x402Version: X402_VERSION_2, scheme: PAYMENT_SCHEME, network };
        return { kinds: [kind], extensions: [], signers: {} };
      },
    },
  };
}

/** What the gateway demands of a request that pays nothing. */
function demandOf(gateway: Gateway, price: Units): PaymentRequired['accepts'][number] {
  const { required = '' } = gateway.refuse(gatewayError('gateway/payment-required'), { price, resource: '/' });
  const [way] = (JSON.parse(decodeBase64(required)) as PaymentRequired).accepts;
  if (way === undefined) throw x402Error('gateway/bad-configuration', { facts: { field: 'gateway' } });
  return way;
}

/** The payment as the header PAYMENT-SIGNATURE has it, without what other schemes and extensions put there. */
function toSignature({ x402Version, payload }: X402Payment, { scheme, network }: X402Way): string {
  return encodeBase64(JSON.stringify({ x402Version, accepted: { scheme, network }, payload }));
}

function toSettled(header: string, network: X402Settled['network']): X402Settled {
  const { success, transaction, payer, amount, extra } = JSON.parse(decodeBase64(header)) as SettlementResponse;
  return { success, transaction, network, payer, ...(amount === undefined ? {} : { amount }), extra };
}

function readerOf(units: unknown): JsonReader {
  return new JsonReader(units as SerializedUnits, {
    toError: x402Error.of('gateway/bad-configuration'),
    path: 'price',
  });
}
