import type { Address } from 'viem';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { fieldToHex } from '../../core/field.js';
import { serializeReceipt } from '../../core/receipt/json.js';
import { amountOwed } from '../../core/receipt/receipt.js';
import type { Prices } from '../../core/units.js';
import { addUnits, serializeUnits, ZERO_UNITS } from '../../core/units.js';
import type { PaymentDemand } from '../../core/x402/demand.js';
import { PAYMENT_SCHEME, X402_VERSION_1 } from '../../core/x402/payment.js';
import { type DemandDirections, encodePaymentRequired, toPaymentRequired } from '../../core/x402/paymentRequired.js';
import { requestIdOf } from '../../telemetry/requestIdOf.js';
import type { Allowance } from '../allowances/allowanceSource.js';
import { gatewayError } from '../gatewayErrors.js';
import type { Refusal, RefusedRequest } from './gateway.js';
import type { Session } from './session.js';
import { unitsOwed } from './session.js';

/** What every demand of a gateway has in common. */
export type DemandContext = {
  network: string;
  rollup: Address;
  token: Address;
  domain: bigint;
  providerSerial: number;
  prices: Prices;
  directions: DemandDirections;
  /** Where the service is; undefined to believe the request. */
  origin: string | undefined;
};

/** The allowance, once its owner has signed this payment. */
export type Known = { allowance: Allowance; session: Session };

type RefusalParameters = {
  error: unknown;
  request: RefusedRequest;
  context: DemandContext;
  known?: Known | undefined;
};

/** When to try again where nobody knows better. */
const RETRY_AFTER_SECONDS = 5;

/** The answer to a request that is not served. An error that isn't ours means that something behind the gateway failed. */
export function createRefusal({ error, request, context, known }: RefusalParameters): Refusal {
  const own = error instanceof TallystickError && !isUpstream(error);
  const reason = own ? error : gatewayError('gateway/unavailable', { cause: error, facts: { field: null } });
  const { code, message, facts, remedy } = reason.toJSON();
  const field = typeof facts.field === 'string' ? facts.field : null;
  const requestId = requestIdOf(request.requestId);
  const demand = createDemand(request, context, known);
  const status = code === 'receipt/lower-than-settled' ? 402 : reason.status; // elsewhere a conflict, here a receipt too low to pay
  return {
    status,
    retryAfterSeconds: status === 503 ? Number(facts.retryAfterSeconds ?? RETRY_AFTER_SECONDS) : undefined,
    required: status === 402 ? encodeRequired({ demand, code, error: message }, request, context) : undefined,
    body: { x402Version: X402_VERSION_1, error: message, accepts: [demand], code, field, facts, remedy, requestId },
  };
}

/** The demand in version 2. */
function encodeRequired(
  refusal: { demand: PaymentDemand; code: string; error: string },
  { resource, origin: asked = '' }: RefusedRequest,
  { origin = asked, directions }: DemandContext,
): string {
  const url = resource.startsWith('/') ? `${origin}${resource}` : resource;
  return encodePaymentRequired(toPaymentRequired({ ...refusal, directions, url }));
}

/** A failure of the store or the source is the gateway's own trouble; its facts may hold what a client need not know. */
function isUpstream(error: TallystickError): boolean {
  if (error.code === 'gateway/busy') return false; // it works, and says so
  return error.status >= 500 || error.code.startsWith('sequencer') || error.code.startsWith('receipt-store/');
}

function createDemand(request: RefusedRequest, context: DemandContext, known?: Known): PaymentDemand {
  const { network, rollup, token, domain, providerSerial } = context;
  const prices = known?.allowance.terms.prices ?? context.prices;
  const { price, resource, description = '' } = request;
  return {
    scheme: PAYMENT_SCHEME,
    network,
    maxAmountRequired: amountOwed({ from: ZERO_UNITS, to: price, prices }).toString(),
    asset: token,
    payTo: rollup,
    resource,
    description,
    mimeType: '',
    maxTimeoutSeconds: 60,
    extra: {
      domain: fieldToHex(domain),
      providerSerial,
      prices: serializeUnits(prices),
      price: serializeUnits(price),
      ...(known === undefined ? {} : account(known.session, request)),
    },
  };
}

function account(session: Session, { price }: RefusedRequest): Partial<PaymentDemand['extra']> {
  const { receipt, used, reserved } = session;
  return {
    serial: session.serial,
    unitsOwed: serializeUnits(unitsOwed(session, price)),
    unitsUsed: serializeUnits(addUnits(used, reserved)),
    ...(receipt === undefined ? {} : { latestReceipt: serializeReceipt(receipt) }),
  };
}
