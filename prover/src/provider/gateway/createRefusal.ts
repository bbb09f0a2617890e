import type { Address } from 'viem';
import { TallystickError } from '../../core/errors/TallystickError.js';
import { fieldToHex } from '../../core/field.js';
import { serializeReceipt } from '../../core/receipt/json.js';
import { amountOwed } from '../../core/receipt/receipt.js';
import type { Prices } from '../../core/units.js';
import { addUnits, serializeUnits, ZERO_UNITS } from '../../core/units.js';
import type { PaymentDemand } from '../../core/x402/demand.js';
import { PAYMENT_SCHEME, X402_VERSION } from '../../core/x402/payment.js';
import type { Allowance } from '../allowances/allowanceSource.js';
import { gatewayError } from '../gatewayErrors.js';
import type { PaidRequest, Refusal } from './gateway.js';
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
};

/** The allowance, once its owner has signed this payment. */
export type Known = { allowance: Allowance; session: Session };

type RefusalParameters = {
  error: unknown;
  request: Omit<PaidRequest, 'payment'>;
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
  const accepts = [createDemand(request, context, known)];
  return {
    status: reason.status,
    retryAfterSeconds: reason.status === 503 ? Number(facts.retryAfterSeconds ?? RETRY_AFTER_SECONDS) : undefined,
    body: { x402Version: X402_VERSION, error: message, accepts, code, field, facts, remedy },
  };
}

/** A failure of the store or the source is the gateway's own trouble; its facts may hold what a client need not know. */
function isUpstream(error: TallystickError): boolean {
  if (error.code === 'gateway/busy') return false; // it works, and says so
  return error.status >= 500 || error.code.startsWith('sequencer') || error.code.startsWith('receipt-store/');
}

function createDemand(request: RefusalParameters['request'], context: DemandContext, known?: Known): PaymentDemand {
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

function account(session: Session, { price }: RefusalParameters['request']): Partial<PaymentDemand['extra']> {
  const { receipt, used, reserved } = session;
  return {
    serial: session.serial,
    unitsOwed: serializeUnits(unitsOwed(session, price)),
    unitsUsed: serializeUnits(addUnits(used, reserved)),
    ...(receipt === undefined ? {} : { latestReceipt: serializeReceipt(receipt) }),
  };
}
